"use strict";
// A worker without a network: it gets the runtime, the library and the price books, and answers questions with them.
const NOWHERE = "https://nowhere.invalid/";
const text = new TextDecoder();
let desk = null;
let parts = {};

async function unpacked(packed) {
  const signs = atob(packed);
  const raw = new Uint8Array(signs.length);
  for (let at = 0; at < raw.length; at += 1) raw[at] = signs.charCodeAt(at); // much faster than `Uint8Array.from`
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const script = (bytes) => URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));

// What the runtime asks the network for is here already, and there is nothing else to be had.
self.fetch = async (url) => {
  const name = String(url).split("/").pop();
  const kind = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return parts[name] ? new Response(parts[name], { headers: { "content-type": kind } }) : new Response("", { status: 404 });
};
self.importScripts = undefined; // by it the runtime tells workers that cannot import modules, and this one can

// Where the browser has no memory for it, the runtime says so on the console, and waits for ever.
function heardOf(name) {
  const made = WebAssembly[name];
  WebAssembly[name] = (...given) => made.apply(WebAssembly, given).catch((error) => {
    self.postMessage({ wrong: said(error) });
    throw error;
  });
}
["instantiate", "instantiateStreaming"].forEach(heardOf);

async function start(packed, today) {
  const names = Object.keys(packed);
  const found = await Promise.all(names.map((name) => unpacked(packed[name])));
  parts = Object.fromEntries(names.map((name, at) => [name, found[at]]));
  const { loadPyodide } = await import(script(parts["pyodide.mjs"]));
  const { default: createPyodideModule } = await import(script(parts["pyodide.asm.mjs"]));
  const info = JSON.parse(text.decode(parts["runtime.json"]));
  const python = await loadPyodide({
    indexURL: NOWHERE, packageBaseUrl: NOWHERE, createPyodideModule, lockFileContents: { info, packages: {} },
  });
  python.FS.writeFile("/creditcalc.zip", parts["creditcalc.zip"]);
  python.FS.writeFile("/books", parts["books"]);
  python.FS.mkdirTree("/shots");
  parts = {};
  python.globals.set("today", today);
  desk = python.runPython(`
import os, sys
sys.path.insert(0, "/creditcalc.zip")
os.chdir("/shots")
from creditcalc.sheets.packed import PackedCatalog
from creditcalc.whatif.desk import Desk
with open("/books", "rb") as file:
    desk = Desk(PackedCatalog(file.read()), today)
os.unlink("/books")
desk
`);
  self.files = python.FS;
}

const said = (error) => String((error && error.message) || error).trim().split("\n").pop();

self.onmessage = async ({ data }) => {
  try {
    if (data.packed) {
      await start(data.packed, data.today);
      self.postMessage({ ready: true });
      return;
    }
    if (data.file) self.files.writeFile(data.file.name, data.file.text);
    self.postMessage({ id: data.id, answer: desk.asked(data.question) });
  } catch (error) {
    self.postMessage({ id: data.id, wrong: said(error) });
  }
};
