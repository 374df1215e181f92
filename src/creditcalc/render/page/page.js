"use strict";
// Nothing here computes an amount: rows are put in another order or out of sight, and figures of the page are shown.
const table = document.getElementById("table");
const shots = [...table.querySelectorAll("tr.shot")];
const planned = shots.map((row) => [row.parentElement, row]);
const heads = [...table.querySelectorAll("th[data-by]")];
const collator = new Intl.Collator("en", { numeric: true });

const text = (row, by) => (row.querySelector(by) || row).textContent.trim();
const compare = {
  name: (a, b) => collator.compare(text(a, "th"), text(b, "th")),
  made: (a, b) => collator.compare(text(a, ".made"), text(b, ".made")),
  grade: (a, b) => collator.compare(text(a, ".evidence"), text(b, ".evidence")),
  cost: (a, b) => Number(a.dataset.low) - Number(b.dataset.low),
};

function sort(head) {
  const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
  for (const one of heads) one.setAttribute("aria-sort", one === head ? next : "none");
  table.classList.toggle("flat", next !== "none");
  if (next === "none") {
    for (const [body, row] of planned) body.append(row);
    return;
  }
  const by = compare[head.dataset.by];
  const known = (row) => head.dataset.by !== "cost" || row.dataset.low !== "";
  const order = shots.filter(known).sort((a, b) => (next === "ascending" ? by(a, b) : by(b, a)));
  table.tBodies[0].append(...order, ...shots.filter((row) => !known(row)));
}

for (const head of heads) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sort(head));
  head.append(button);
  head.setAttribute("aria-sort", "none");
}

const filter = document.getElementById("filter");
function narrow() {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const [body, row] of planned) {
    const scene = body.querySelector(".scene th");
    const said = `${row.textContent} ${scene ? scene.textContent : ""}`.toLowerCase();
    row.hidden = !words.every((word) => said.includes(word));
    left += !row.hidden;
  }
  for (const body of table.tBodies) {
    const scene = body.querySelector(".scene");
    if (scene) scene.hidden = !planned.some(([home, row]) => home === body && !row.hidden);
  }
  document.getElementById("found").textContent = words.length ? `${left} of ${shots.length} shots` : "";
}
filter.addEventListener("input", narrow);
document.querySelector(".tools").hidden = false;

const held = document.getElementById("curves");
if (held) {
  const { demands, curves, across } = JSON.parse(held.textContent);
  const slider = document.getElementById("demand");
  const costs = document.getElementById("costs");
  const charts = [...document.querySelectorAll("#picture .chart")];

  const show = (at) => {
    const found = curves.map((curve) => [curve.name, curve.costs[at], curve.shown[at]]).filter(([, cost]) => cost !== null);
    found.sort((a, b) => Number(a[1]) - Number(b[1]));
    const words = found.map(([name, cost, shown]) => {
      const one = document.createElement("span");
      one.textContent = `${name} ${shown}`;
      if (Number(cost) === Number(found[0][1])) one.className = "best";
      return one;
    });
    costs.replaceChildren(`${demands[at]} ${across}: `, ...words);
    slider.setAttribute("aria-valuetext", `${demands[at]} ${across}`);
    for (const chart of charts) {
      const [left, right] = [Number(chart.dataset.left), Number(chart.dataset.right)];
      const cross = chart.querySelector(".cross");
      cross.setAttribute("transform", `translate(${left + ((right - left) * at) / (demands.length - 1)} 0)`);
      cross.setAttribute("visibility", "visible");
    }
  };

  slider.addEventListener("input", () => show(Number(slider.value)));
  for (const chart of charts) {
    chart.addEventListener("pointermove", (event) => {
      const box = chart.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * chart.viewBox.baseVal.width;
      const part = (x - chart.dataset.left) / (chart.dataset.right - chart.dataset.left);
      if (part < 0 || part > 1) return;
      slider.value = Math.round(part * (demands.length - 1));
      show(Number(slider.value));
    });
  }
  slider.value = Math.round((demands.length - 1) / 3);
  document.querySelector(".slider").hidden = false;
  show(Number(slider.value));
}
