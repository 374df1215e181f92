"use strict";
// Nothing here knows a price, a rule or a model: it asks the worker, which runs the library, and draws what that says.
const START = globalThis.creditcalcStart;
const KEPT = "creditcalc-prices";
const TABS = ["clip", "plans", "shoot"];
const DELAY = 120; // milliseconds without a key or a turn before what it asks for, or what follows from it, is computed

const byId = (id) => document.getElementById(id);
const state = { tab: "clip", address: "clip", clip: null, platforms: START.platforms, ready: false, rows: null };

// Elements: text is always text.
function element(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, what] of Object.entries(value)) made.addEventListener(event, what);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...inside.filter((one) => one !== null && one !== undefined && one !== ""));
  return made;
}

const fill = (id, ...inside) => byId(id).replaceChildren(...inside.filter(Boolean));

// What stands between backticks is typed somewhere, and so is an option of the command line. Where the page has what an
// option is for, it stands in its place: another price book, and the `details` of a report.
function spoken(text, details = "") {
  return text.split("`").flatMap((piece, at) => (at % 2 ? element("code", {}, piece) : options(piece, details)));
}

function options(text, details) {
  return text.split(/((?<!\u00a0)--[a-z][a-z-]*(?:\u00a0[^\s)]+)?)/).map((piece, at) => {
    if (at % 2 === 0) return piece;
    const [option, value] = piece.split("\u00a0");
    if (option === "--explain" && details) return `“${details}”`;
    if (option === "--edition" && here().editions.includes(value)) {
      return element("button", { type: "button", class: "back", on: { click: () => turn(book(here().id, value, ""), true) } }, `price book ${value}`);
    }
    return element("code", {}, piece);
  });
}

// The worker.
const waiting = new Map();
let asked = 0;
let worker = null;

function post(question, file = null) {
  return new Promise((resolve, reject) => {
    asked += 1;
    waiting.set(asked, { resolve, reject });
    worker.postMessage({ id: asked, question: JSON.stringify(question), file });
  });
}

function heard({ data }) {
  const one = waiting.get(data.id);
  if (!one) return;
  waiting.delete(data.id);
  if (data.wrong === undefined) one.resolve(JSON.parse(data.answer));
  else one.reject(new Error(data.wrong));
}

// One question of a kind is asked at a time, and of those that come meanwhile the last is kept.
const busy = {};
const next = {};
async function ask(kind, question, file, draw) {
  if (busy[kind]) {
    next[kind] = [question, file, draw];
    return;
  }
  busy[kind] = true;
  try {
    const answer = await post(question, file);
    if (!next[kind]) draw(answer);
  } catch (error) {
    broken(error);
  }
  busy[kind] = false;
  if (next[kind]) {
    const [again, other, then] = next[kind];
    next[kind] = null;
    await ask(kind, again, other, then);
  }
}

function wrong(...inside) {
  const line = byId("loading");
  line.hidden = false;
  line.classList.add("wrong");
  line.replaceChildren(...inside);
  byId("said").textContent = line.textContent;
  byId("answer").removeAttribute("aria-busy");
}

const broken = (error) => wrong(`The calculator stopped: ${error.message}. Reload the page; the command line does the same.`);

// The price book's platform.
const here = () => state.platforms.find((one) => one.id === (state.clip ? state.clip.book.platform : START.default));

// The parts, each a script, so that a disk and a server are read alike.
const packed = {};
globalThis.creditcalcPart = (name, data) => { packed[name] = data; };

function loaded(part) {
  return new Promise((resolve, reject) => {
    const script = element("script", { src: part.file });
    const missing = () => reject(new Error(`${part.file} could not be loaded`));
    script.addEventListener("load", () => { script.remove(); (part.name in packed ? resolve : missing)(); });
    script.addEventListener("error", missing);
    document.head.append(script);
  });
}

// What is kept for visits without a network goes where a part of it is damaged: else it would be damaged for ever.
async function fetchedAnew() {
  if (!("serviceWorker" in navigator)) return;
  const found = await navigator.serviceWorker.getRegistration();
  if (found && navigator.onLine) await found.unregister();
}

// A browser that has too little memory ends the page without a word, and may load it again at once. So the page keeps
// that it is starting, and a page that finds this waits to be asked.
const STARTING = "creditcalc-starting";
function starting(on) {
  try {
    if (on) sessionStorage.setItem(STARTING, "1");
    else sessionStorage.removeItem(STARTING);
  } catch { /* nothing is kept where the browser keeps nothing */ }
}

function diedLast() {
  try {
    return sessionStorage.getItem(STARTING) !== null;
  } catch {
    return false;
  }
}

const again = () => new Promise((resolve) => {
  const button = element("button", { type: "button", on: { click: () => { byId("loading").classList.remove("wrong"); resolve(); } } }, "Try again");
  wrong("The calculator did not start here the last time: this device may have too little memory for it. ", button, " The command line does the same.");
});

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

async function begin() {
  if (diedLast()) await again();
  starting(true);
  addEventListener("pagehide", () => starting(false));
  const total = START.parts.reduce((sum, part) => sum + part.bytes, 0);
  let done = 0;
  const say = (words) => { byId("loading").textContent = words; };
  say(`Loading the calculator: ${megabytes(total)}, once.`);
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function") {
    throw new Error("this browser has no WebAssembly that is new enough; a browser of 2023 or later has");
  }
  let failed = false; // the parts that still come say nothing over it
  await Promise.all(START.parts.map((part) => loaded(part).then(() => {
    done += part.bytes;
    if (!failed) say(`Loading the calculator: ${megabytes(done)} of ${megabytes(total)}.`);
  }))).catch((error) => {
    failed = true;
    fetchedAnew().catch(() => {});
    throw error;
  });
  say("Starting the calculator.");
  const program = URL.createObjectURL(new Blob([atob(packed["worker.js"])], { type: "text/javascript" }));
  delete packed["worker.js"];
  worker = new Worker(program);
  await new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || "this browser cannot run it"));
    worker.onmessage = ({ data }) => (data.ready ? resolve() : reject(new Error(data.wrong)));
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    worker.postMessage({ packed, today: `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}` });
  });
  for (const name of Object.keys(packed)) delete packed[name];
  worker.onmessage = heard;
  worker.onerror = (event) => broken(new Error(event.message || "out of memory"));
  starting(false);
  byId("loading").hidden = true;
  for (const id of ["mine", "platform", "edition"]) byId(id).disabled = false;
  state.ready = true;
  document.documentElement.dataset.ready = "true";
}

// Reports.
const MARK_KINDS = { newer: "unclear", ended: "no", doubtful: "bound", unpublished: "no", part: "unclear", estimate: "unclear" };

function table(report, label) {
  if (!report.columns.length) return null;
  const cell = (tag, column, text, more = {}) => element(tag, { class: [column.right ? "right" : "", column.whole ? "keep" : "", column.sentence ? "sentence" : "", more.inside ? "inside" : ""].filter(Boolean).join(" ") || null, ...more.attributes }, ...spoken(text));
  const head = element("tr", {}, ...report.columns.map((one) => (one.title ? cell("th", one, one.title, { attributes: { scope: "col" } }) : cell("td", one, ""))));
  const heads = report.rows.some((row) => row[0].inside);
  const line = (row) => element("tr", { class: heads && !row[0].inside ? "head-row" : null }, ...row.map((one, at) =>
    cell(at ? "td" : "th", report.columns[at], one.text, { inside: one.inside, attributes: at ? {} : { scope: "row" } })));
  const made = element("table", {}, element("caption", { class: "hidden" }, label), element("thead", {}, head), element("tbody", {}, ...report.rows.map(line)));
  if (report.total) made.append(element("tfoot", {}, line(report.total)));
  const box = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, made);
  const left = element("p", { class: "soft", hidden: true });
  const fitted = () => fit(box, made, report.columns, left);
  new ResizeObserver(fitted).observe(box);
  return element("div", {}, box, left);
}

// Columns that have no room go, the least important first: sentences go below their row, and a line names the others.
function fit(box, made, columns, line) {
  for (const row of made.querySelectorAll(".below")) row.remove();
  const shown = (at, on) => { for (const row of made.rows) if (row.cells[at]) row.cells[at].hidden = !on; };
  columns.forEach((_, at) => shown(at, true));
  const order = columns.map((one, at) => [one.priority, at]).filter(([priority]) => priority > 0).sort((a, b) => b[0] - a[0]);
  const gone = [];
  for (const [, at] of order) {
    if (made.offsetWidth <= box.clientWidth) break;
    shown(at, false);
    if (!columns[at].sentence) gone.push(columns[at].title);
    else for (const row of [...made.tBodies[0].rows]) below(row, at);
  }
  line.hidden = !gone.length;
  line.textContent = gone.length ? `Not shown, for want of room: ${gone.join(", ")}.` : "";
}

function below(row, at) {
  const cell = row.cells[at];
  if (!cell || !cell.textContent) return;
  const copy = element("td", { colspan: row.cells.length }, ...[...cell.childNodes].map((one) => one.cloneNode(true)));
  row.after(element("tr", { class: "below" }, copy));
}

function words(line) {
  return line.words.flatMap((one) => (one.kind === "strong" ? element("strong", {}, one.text) : one.kind === "dim" ? element("span", { class: "soft" }, one.text) : spoken(one.text)));
}

const VERDICTS = { "✓": "yes", "✗": "no", "↓": "unclear" };

function answerLines(report) {
  const lines = report.answer.map((line, at) => {
    const mark = line.mark ? element("span", { class: `mark ${VERDICTS[line.mark] || ""}` }, line.mark) : null;
    const figure = line.figure ? element("strong", { class: "figure" }, line.figure) : null;
    return element("p", { class: figure && !at ? "first" : null }, figure, mark, element("span", { class: figure ? "soft" : null }, ...words(line)));
  });
  return lines.length ? element("div", { class: "lines" }, ...lines) : null;
}

function notes(report) {
  const drawn = report.notes.map((note) => element("li", {}, element("span", { class: `mark ${MARK_KINDS[note.kind] || ""}`, "aria-hidden": "true" }, note.mark || "·"),
    ...note.lines.map((line, at) => element("span", { class: at ? "more" : null }, ...spoken(line, report.details.length ? behind(report) : "")))));
  return drawn.length ? element("ul", { class: "notes" }, ...drawn) : null;
}

const behind = (report) => report.behind || "Details";

function after(report) {
  const sources = report.sources.map((one) => element("p", { class: "soft" }, ...spoken(one)));
  const details = report.details.length ? element("details", { class: "more" }, element("summary", {}, behind(report)),
    element("ul", { class: "details" }, ...report.details.map((one) => element("li", {}, ...spoken(one))))) : null;
  return [notes(report), details, ...sources].filter(Boolean);
}

function whole(report, label) {
  return [report.title ? element("h2", {}, report.title) : null, answerLines(report), table(report, label), ...after(report)].filter(Boolean);
}

function refused(refusal) {
  return element("div", { class: "refused" }, ...refusal.lines.map((line) => element("p", {}, element("span", { class: "mark no", "aria-hidden": "true" }, refusal.code === 5 ? "?" : "✗"), ...spoken(line))), named(refusal.names || []));
}

// The models that a refusal offers, to be chosen.
function named(names) {
  const found = names.map((name) => models.find((one) => one.names.includes(folded(name)))).filter(Boolean);
  return found.length ? element("p", { class: "buttons" }, ...[...new Set(found)].map((one) => element("button", { type: "button", on: { click: () => choose(one.id) } }, one.name))) : null;
}

function command(tab, text) {
  const box = document.querySelector(`[data-command="${tab}"]`);
  if (!text) {
    box.replaceChildren();
    return;
  }
  const button = element("button", { type: "button", on: { click: async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = "Marked: copy it with your keys";
    }
  } } }, "Copy");
  const code = element("code", { tabindex: "0", role: "region", "aria-label": "The command that says the same" }, text);
  box.replaceChildren(code, button);
}

// The price book.
function option(value, text, chosen, off = false) {
  return element("option", { value, selected: chosen, disabled: off }, text);
}

function drawPrices() {
  const dials = state.clip ? state.clip.dials : { platform: "", edition: "", plan: "" };
  fill("platform", ...state.platforms.map((one) => option(one.id, one.name, one.id === here().id)));
  const book = state.clip ? state.clip.book.edition : START.book.edition;
  fill("edition", ...here().editions.map((one) => option(one, one === here().default ? `${one} (default)` : one, one === book)));
  const plan = state.clip && state.clip.plan;
  byId("plan-label").hidden = !plan;
  if (plan) {
    const known = plan.choices.some((one) => one.value === dials.plan);
    fill("plan", option("", "no plan", !dials.plan), dials.plan && !known ? option(dials.plan, plan.value, true) : null,
      ...plan.choices.map((one) => option(one.value, one.sold ? one.words : `${one.words} (not with this model)`, one.value === dials.plan, !one.sold && one.value !== dials.plan)));
  }
  byId("aside").textContent = (state.clip ? state.clip.book : START.book).aside;
}

// Another price book; what is the default is not said.
function book(platform, edition, plan) {
  const { default: usual } = state.platforms.find((one) => one.id === platform);
  return { ask: "book", platform: platform === START.default ? "" : platform, edition: edition === usual ? "" : edition, plan };
}

// The models.
const folded = (word) => word.normalize("NFKC").toLowerCase().replaceAll("+", "plus").replace(/[^\p{L}\p{N}]/gu, "");
const KINDS = { video: "Video", image: "Images", voice: "Voice", music: "Music", effect: "Sound", agent: "Agents", operation: "Editing" };
let models = START.models;

function drawModels() {
  const word = folded(byId("word").value);
  const chosen = state.clip && state.clip.model ? state.clip.model.id : "";
  const found = models.filter((one) => !word || one.names.some((name) => name.includes(word)));
  const groups = Object.keys(KINDS).map((kind) => [kind, found.filter((one) => one.kind === kind)]).filter(([, some]) => some.length);
  fill("models", ...groups.map(([kind, some]) => element("section", { "aria-label": KINDS[kind] }, element("h2", {}, KINDS[kind]),
    element("ul", {}, ...some.map((one) => element("li", {}, element("button", { type: "button", "aria-pressed": String(one.id === chosen), on: { click: () => choose(one.id) } },
      element("span", {}, one.name), element("span", { class: "price" }, one.price))))))));
  byId("searched").textContent = !word ? "" : found.length ? `${found.length} of ${models.length} models` : "No model has that in its names. Enter reads it as words: a model and its settings.";
}

const narrow = matchMedia("(max-width: 52rem)");
const small = () => narrow.matches;
narrow.addEventListener("change", () => { if (!small()) byId("chooser").open = true; }); // a phone that is turned

function choose(model) {
  turn({ ask: "model", model }, true);
  if (small()) {
    byId("chooser").open = false;
    byId("main").focus();
  }
}

// The clip.
function dial(one, free) {
  const name = `dial-${one.name}`;
  const back = one.origin === "given" && one.usual ? element("button", { type: "button", class: "back", "aria-label": `${one.words}: back to the default`, on: { click: () => set(one.name, "") } }, "default") : null;
  if (!one.choices.length) {
    const limits = one.high ? `${one.low} to ${one.high}` : `${one.low} or more`;
    const input = element("input", { type: "text", id: name, inputmode: "decimal", autocomplete: "off", value: one.value === "open" ? "" : one.value, "aria-describedby": `${name}-limits`, on: { input: typed(one.name) } });
    return element("div", { class: "dial" }, element("label", { for: name }, one.words, input), element("p", { class: "why", id: `${name}-limits` }, limits, one.value === "open" ? ", any where none is given " : " ", back));
  }
  const options = one.choices.map((choice) => element("label", {},
    element("input", { type: "radio", name, value: choice.value, checked: choice.value === one.value, disabled: !choice.sold && !free && choice.value !== one.value, on: { change: () => set(one.name, choice.value) } }),
    element("span", {}, choice.words)));
  const why = [...new Set(one.choices.filter((choice) => choice.why && !free).map((choice) => `${choice.words}: ${choice.sold ? "its price is not published" : choice.why.split(": ").pop()}.`))];
  return element("fieldset", { class: "dial" }, element("legend", {}, one.words, one.value === "open" ? " (any)" : "", " ", back),
    element("div", { class: "options" }, ...options), ...why.map((line) => element("p", { class: "why" }, ...spoken(line))));
}

function count(name, label, value) {
  const id = `dial-${name}`;
  return element("div", { class: "dial" }, element("label", { for: id }, label, element("input", { type: "text", id, inputmode: "numeric", autocomplete: "off", value, on: { input: typed(name) } })));
}

function drawDials() {
  const { turnable, dials, model, refusal } = state.clip;
  const active = document.activeElement;
  const focus = active && byId("dials").contains(active) ? [active.id || active.name, active.value, active.selectionStart] : null;
  if (!model) {
    fill("dials");
    return;
  }
  const free = Boolean(refusal) && refusal.code !== 5;
  fill("dials", ...turnable.map((one) => dial(one, free)), count("outputs", model.kind === "image" ? "images" : "outputs", dials.outputs || ""), count("takes", "takes", dials.takes === 1 ? "" : dials.takes));
  for (const input of byId("dials").querySelectorAll("#dial-outputs, #dial-takes")) input.placeholder = "1";
  if (!focus) return;
  const again = byId(focus[0]) || [...byId("dials").elements].find((one) => one.name === focus[0] && one.value === focus[1]) || [...byId("dials").elements].find((one) => one.name === focus[0] && one.checked);
  if (!again) return;
  again.focus();
  if (again.type === "text") {
    again.value = focus[1];
    again.setSelectionRange(focus[2], focus[2]);
  }
}

const unchosen = () => [element("h2", {}, "Choose a model"), element("p", { class: "soft" }, "Its price, its settings, what is cheaper and where else it is sold stand here then.")];

// What an address asks for, before there is an answer.
const UNSAID = new Set(["platform", "edition", "plan", "model", "per_month", "credits", "budget", "board"]);
function awaited(where) {
  const said = new URLSearchParams(where.split("?")[1]);
  const id = said.get("model");
  if (!id) {
    fill("answer", ...unchosen());
    return;
  }
  if (small()) byId("chooser").open = false;
  const model = models.find((one) => one.id === id);
  const settings = [...said].filter(([name]) => !UNSAID.has(name)).map(([name, value]) => `${name} ${value}`);
  fill("answer", element("h2", {}, model ? model.name : id), settings.length ? element("p", { class: "soft" }, settings.join(" · ")) : null, element("p", { class: "soft" }, "calculating …"));
}

function drawClip() {
  const { reports, refusal, model } = state.clip;
  const card = byId("answer");
  if (!model && !state.clip.dials.model) {
    card.replaceChildren(...unchosen());
    fill("breakdown");
    fill("dials");
    nothingNear();
    command("clip", "");
    return;
  }
  if (!model) nothingNear();
  const [report] = reports;
  card.replaceChildren(...(report
    ? [element("div", { class: "about" }, element("h2", {}, report.title), element("span", { class: "aside" }, report.aside)), answerLines(report)]
    : [element("h2", {}, model ? model.name : state.clip.dials.model), refused(refusal)]));
  fill("breakdown", ...(report ? [table(report, "What it is made of"), ...after(report)] : []));
  byId("said").textContent = state.clip.said || (refusal ? refusal.lines[0] : "");
  drawDials();
  command("clip", state.clip.command);
}

function nothingNear() {
  for (const id of ["cheaper", "elsewhere"]) {
    byId(id).hidden = true;
    byId(id).removeAttribute("aria-busy");
  }
}

function drawNear(found) {
  const box = byId("cheaper");
  box.removeAttribute("aria-busy");
  const [report] = found.reports;
  box.hidden = !report;
  if (!report) return;
  const near = found.models.map((one) => element("li", {}, element("a", { href: `#${one.address}` }, one.name), element("span", { class: "soft" }, one.total)));
  box.replaceChildren(element("h2", {}, "Cheaper models that make the same"), near.length ? element("ul", { class: "near" }, ...near) : element("p", { class: "soft" }, "None is cheaper."),
    element("details", { class: "more" }, element("summary", {}, report.title), ...whole({ ...report, title: "" }, "Models that make the same")));
}

function drawElsewhere(found) {
  const box = byId("elsewhere");
  box.removeAttribute("aria-busy");
  box.hidden = !found.reports;
  if (!found.reports) return;
  const [report] = found.reports;
  box.replaceChildren(element("h2", {}, "The same on other platforms"), answerLines(report) || "", element("details", { class: "more" }, element("summary", {}, report.aside || report.title), table(report, "Offers of other platforms") || "", ...after(report)));
}

// What was turned.
function typed(name) {
  let timer = null;
  return (event) => {
    clearTimeout(timer);
    const { value } = event.target;
    timer = setTimeout(() => set(name, value.trim()), DELAY);
  };
}

const set = (name, value) => turn({ ask: "turn", name, value });

function stale() {
  byId("answer").setAttribute("aria-busy", "true");
  byId("breakdown").setAttribute("aria-busy", "true");
  for (const id of ["cheaper", "elsewhere"]) byId(id).setAttribute("aria-busy", "true");
}

// Turns are made one after the other, each on what the one before it made; the last is drawn.
const turns = [];
let turning = false;
const early = []; // what was asked before the calculator had started

async function turn(question, step = false) {
  if (!state.ready) {
    early.push([question, step]);
    if (question.ask === "model") awaited(`clip?model=${question.model}`);
    return;
  }
  stale();
  const last = turns.at(-1);
  if (last && question.name && last.question.name === question.name) last.question = question;
  else turns.push({ question, step });
  if (turning) return;
  turning = true;
  let steps = false;
  try {
    while (turns.length) {
      const one = turns.shift();
      steps ||= one.step;
      const answer = await post({ address: state.address, ...one.question });
      if (answer.address) state.address = answer.address;
      if (!turns.length) show(answer, steps, one.question.ask);
    }
  } catch (error) {
    broken(error);
  }
  turning = false;
}

function show(answer, step, asked) {
  for (const id of ["answer", "breakdown"]) byId(id).removeAttribute("aria-busy");
  if (!answer.address && asked === "book" && !state.clip) { // what is kept was of an earlier build
    turn({ ask: "clip", address: state.tab });
    return;
  }
  if (!answer.address) {
    const [first] = answer.refusal.lines;
    if (asked === "clip") nowhere();
    fill({ clip: "answer", plans: "plan-table", shoot: "shot-table" }[state.tab], refused(answer.refusal));
    fill("breakdown");
    nothingNear();
    byId("said").textContent = first;
    return;
  }
  if (!state.clip && answer.model && small()) byId("chooser").open = false;
  const moved = !state.clip || state.clip.book.platform !== answer.book.platform || state.clip.book.edition !== answer.book.edition;
  state.clip = answer;
  state.address = answer.address;
  const where = `#${answer.address}`;
  if (location.hash !== where) history[step ? "pushState" : "replaceState"](null, "", where);
  drawPrices();
  drawClip();
  if (moved) ask("models", { ask: "models", address: state.address }, null, (found) => { models = found.models; drawModels(); });
  else drawModels();
  follow();
}

// An address that cannot be read: nothing is left of the one before it.
function nowhere() {
  state.clip = null;
  state.address = state.tab;
  models = START.models;
  drawPrices();
  drawModels();
  fill("dials");
  byId("picture").hidden = true;
  for (const tab of TABS) command(tab, "");
}

// What follows from the clip, in the view that is open.
let following = null;
function follow() {
  const { address } = state;
  const current = (draw) => (answer) => { if (address === state.address) draw(answer); };
  clearTimeout(following);
  if (state.tab === "clip" && state.clip.model) {
    following = setTimeout(() => { // so that a dial that is turned on need not wait for it
      ask("cheaper", { ask: "cheaper", address }, null, current(drawNear));
      ask("elsewhere", { ask: "elsewhere", address }, null, current(drawElsewhere));
    }, DELAY);
  }
  if (state.tab === "plans") drawPlans();
  if (state.tab === "shoot") drawShoot();
}

// The plans.
function drawPlans() {
  const { dials, model } = state.clip;
  for (const [id, value] of [["per-month", dials.per_month], ["credits", dials.credits]]) if (document.activeElement !== byId(id)) byId(id).value = value;
  byId("per-month-label").hidden = !model;
  byId("credits-label").textContent = model ? "Or credits a month" : "Credits a month";
  byId("demanded").textContent = model ? `The clip: ${state.clip.reports[0] ? state.clip.reports[0].title : model.name}.` : "Choose a model in the view Clip to compare plans for so many clips a month.";
  byId("plan-table").setAttribute("aria-busy", "true");
  ask("plans", { ask: "plans", address: state.address }, null, (found) => {
    byId("plan-table").removeAttribute("aria-busy");
    fill("plan-table", ...(found.refusal ? [refused(found.refusal)] : found.reports.flatMap((one) => whole(one, "Plans and what they cost"))));
    byId("said").textContent = found.refusal ? found.refusal.lines[0] : found.said;
    command("plans", found.command);
  });
  ask("picture", { ask: "picture", address: state.address }, null, drawPicture);
}

const DRAWN = new Set(["svg", "title", "rect", "path", "text", "tspan", "g", "line", "circle", "polyline", "polygon"]);

// A picture of ours, made element by element of what may be in one.
function drawing(source) {
  const found = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || !DRAWN.has(node.localName)) return null;
    const made = document.createElementNS("http://www.w3.org/2000/svg", node.localName);
    for (const { name, value } of node.attributes) if (!name.startsWith("on") && !/href|style|xmlns/.test(name)) made.setAttribute(name, value);
    made.append(...[...node.childNodes].map(copy).filter(Boolean));
    return made;
  };
  return copy(found);
}

function drawPicture(found) {
  const box = byId("picture");
  const pictures = found.pictures || [];
  box.hidden = !pictures.length && !found.instead;
  if (box.hidden) return;
  const [wide, slim] = pictures.map(drawing);
  const caption = element("figcaption", { class: "soft" }, pictures.length ? "What a month costs on the plans that may be the cheapest, by how much you need." : found.instead);
  box.replaceChildren(caption, ...(pictures.length ? [element("div", { class: "wide" }, wide), element("div", { class: "narrow" }, slim)] : []));
}

// The shot list.
function unpriced(said) {
  byId("download").disabled = true;
  fill("shot-table", said);
  command("shoot", "");
}

function drawShoot() {
  const { dials } = state.clip;
  if (document.activeElement !== byId("budget")) byId("budget").value = dials.budget;
  byId("guess").checked = Boolean(dials.guess);
  if (!state.rows || !dials.board) {
    unpriced(element("p", { class: "soft" }, "Nothing is priced yet. The file stays in this browser: an address that you share does not hold it."));
    return;
  }
  byId("shot-table").setAttribute("aria-busy", "true");
  ask("shoot", { ask: "shoot", address: state.address }, state.rows, (found) => {
    byId("shot-table").removeAttribute("aria-busy");
    byId("download").disabled = !found.reports || !found.reports.length;
    const reports = (found.reports || []).flatMap((one) => whole(one, "Shots and what they cost"));
    fill("shot-table", found.refusal ? refused(found.refusal) : null, ...reports);
    byId("said").textContent = found.refusal ? found.refusal.lines[0] : found.said;
    command("shoot", found.command);
  });
}

// A file's name as a command may have it: no folder, no option, nothing that cannot be seen.
const safe = (name) => {
  const plain = name.normalize().split(/[\\/]/).pop().replace(/[^\p{L}\p{M}\p{N} ._()+&,'-]+/gu, "-");
  const short = [...plain].slice(-60).join("").replace(/^[.\s-]+/, "") || "shots.csv";
  return /\.(?!txt$)[^.\s]+$/i.test(short) ? short : `${short.replace(/\.txt$/i, "")}.csv`;
};

const LARGEST = 5e6;
const MOST_TYPED = 200000; // bytes of a file that are shown to be changed

// A file as text that may be changed: nothing where it is none, or where not all of it would be shown.
function legible(bytes) {
  try {
    return bytes.length > MOST_TYPED ? "" : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return "";
  }
}

async function take(file) {
  if (file.size > LARGEST) {
    state.rows = null;
    byId("rows").value = "";
    unpriced(refused({ code: 1, lines: [`${safe(file.name)} is larger than ${megabytes(LARGEST)}: use the command line, which takes any size`] }));
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  byId("rows").value = legible(bytes);
  price(safe(file.name), bytes);
}

// What text is by the sign that it begins with; by any other it is CSV.
const BEGINNINGS = { "|": "shots.md", "{": "shots.jsonl", "[": "shots.jsonl" };

// The file again where nothing was changed of it, else the rows that are there.
function priceShown() {
  const { value } = byId("rows");
  if (state.rows && state.rows.shown === value) price(state.rows.name, state.rows.text);
  else price(BEGINNINGS[value.trim()[0]] || "shots.csv", value);
}

function price(name, text) {
  state.rows = { name, text, shown: byId("rows").value };
  turn({ ask: "turn", name: "board", value: name });
}

async function download() {
  const answer = await post({ ask: "priced", address: state.address });
  if (answer.refusal) return;
  const link = element("a", { href: URL.createObjectURL(new Blob([answer.text], { type: "text/csv" })), download: `priced-${state.rows.name.replace(/\.[^.]*$/, "")}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Which prices are mine.
const kept = () => {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    const whole = found && ["platform", "edition", "plan"].every((name) => typeof found[name] === "string");
    return whole && state.platforms.some((one) => one.id === found.platform) ? found : null;
  } catch {
    return null;
  }
};

function radios(legend, name, choices, chosen) {
  const known = choices.some(([value]) => value === chosen);
  return element("fieldset", {}, element("legend", {}, legend), ...choices.map(([value, words]) => element("label", {}, element("input", { type: "radio", name, value, checked: value === (known ? chosen : "") }), element("span", {}, words))));
}

async function questions(platform) {
  const found = await post({ ask: "yours", platform });
  const select = element("select", { id: "setup-platform", on: { change: (event) => questions(event.target.value).then(() => byId("setup-platform").focus()) } }, ...state.platforms.map((one) => option(one.id, one.name, one.id === found.platform)));
  const shown = found.books.filter((one) => one.shows);
  const said = kept();
  const known = said && said.platform === found.platform ? said : { edition: "", plan: "" };
  const books = shown.length > 1
    ? radios(`Before you generate ${found.clip}, ${found.seller} shows:`, "edition", [...shown.map((one) => [one.edition, `${one.shows} (${one.prices})`]), ["", "I cannot look now"]], known.edition)
    : null;
  const plans = found.plans.length ? radios(shown.length > 1 ? "Which plan do you have, and how much does it show? It tells the prices too." : "Which plan do you have?", "plan",
    [["", "I have none, or another one"], ...found.plans.map((one) => [`${one.edition} ${one.plan}`, one.words])], `${known.edition} ${known.plan}`) : null;
  fill("setup-questions", element("p", {}, element("label", {}, "Which platform do you use? ", select)), books, plans);
}

function keep() {
  const form = byId("setup-form");
  const value = (name) => (form.elements[name] ? form.elements[name].value : "");
  const [edition, ...plan] = value("plan").split(" ");
  const said = { platform: byId("setup-platform").value, edition: value("edition") || edition || "", plan: (!value("edition") || value("edition") === edition) ? plan.join(" ") : "" };
  try {
    localStorage.setItem(KEPT, JSON.stringify(said));
  } catch { /* nothing is kept where the browser keeps nothing */ }
  turn(book(said.platform, said.edition, said.plan), true);
}

// The address.
function tabOf(address) {
  const tab = address.split("?")[0];
  return TABS.includes(tab) ? tab : "clip";
}

function drawTab() {
  for (const one of document.querySelectorAll("[data-view]")) one.hidden = one.dataset.view !== state.tab;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.tab === state.tab) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function arrive() {
  const address = location.hash.slice(1);
  state.tab = tabOf(address);
  drawTab();
  if (!state.ready) {
    awaited(address);
    return;
  }
  const known = kept();
  const bare = !address.includes("?");
  turn(bare && known && !state.clip ? { ...book(known.platform, known.edition, known.plan), address: state.tab } : { ask: "clip", address: address || "clip" });
}

function listen() {
  addEventListener("hashchange", () => { if (location.hash.slice(1) !== state.address) arrive(); });
  addEventListener("popstate", () => { if (location.hash.slice(1) !== state.address) arrive(); });
  for (const link of document.querySelectorAll("nav a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      state.tab = link.dataset.tab;
      drawTab();
      turn({ ask: "turn", name: "tab", value: state.tab }, true);
    });
  }
  byId("skip").addEventListener("click", () => byId("main").focus());
  byId("word").addEventListener("input", drawModels);
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const said = byId("word").value.trim();
    if (said) turn({ ask: "words", words: said }, true);
  });
  byId("dials").addEventListener("submit", (event) => event.preventDefault());
  byId("demand").addEventListener("submit", (event) => event.preventDefault());
  byId("per-month").addEventListener("input", typed("per_month"));
  byId("credits").addEventListener("input", typed("credits"));
  byId("budget").addEventListener("input", typed("budget"));
  byId("platform").addEventListener("change", (event) => turn(book(event.target.value, "", ""), true));
  byId("edition").addEventListener("change", (event) => turn(book(here().id, event.target.value, ""), true));
  byId("plan").addEventListener("change", (event) => set("plan", event.target.value));
  byId("prices").addEventListener("submit", (event) => event.preventDefault());
  byId("file").addEventListener("change", (event) => { if (event.target.files[0]) take(event.target.files[0]); });
  const drop = byId("drop");
  for (const name of ["dragover", "dragleave", "drop"]) {
    addEventListener(name, (event) => {
      if (state.tab !== "shoot") return;
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
    });
  }
  byId("shots").addEventListener("submit", (event) => {
    event.preventDefault();
    priceShown();
  });
  byId("guess").addEventListener("change", (event) => set("guess", event.target.checked ? "on" : ""));
  byId("download").addEventListener("click", download);
  byId("mine").addEventListener("click", async () => {
    if (!state.ready) return;
    await questions((kept() || { platform: here().id }).platform);
    byId("setup").showModal();
  });
  byId("setup-form").addEventListener("submit", keep);
  byId("setup-close").addEventListener("click", () => byId("setup").close());
  byId("setup-forget").addEventListener("click", () => {
    try {
      localStorage.removeItem(KEPT);
    } catch { /* nothing was kept */ }
    byId("setup").close();
  });
}

// The second visit needs no network; a newer build is offered, and used whole.
async function offline() {
  if (!("serviceWorker" in navigator) || !location.protocol.startsWith("http")) return;
  const found = await navigator.serviceWorker.register("sw.js");
  const offer = () => { if (found.waiting && navigator.serviceWorker.controller) byId("newer").hidden = false; };
  offer();
  found.addEventListener("updatefound", () => {
    const coming = found.installing;
    if (coming) coming.addEventListener("statechange", offer);
  });
  byId("renew").addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    if (found.waiting) found.waiting.postMessage("use");
    else location.reload(); // another tab has taken it
  });
}

drawPrices();
drawModels();
listen();
arrive();
begin().then(() => {
  arrive();
  for (const one of early) turn(...one);
  offline().catch(() => {}); // a browser that keeps nothing computes all the same
}).catch(broken);
