// Not of the page: Node runs it where a site is made, to compile archives in place with the Python that will load them.
// node compile.mjs RUNTIME bytecode.py ARCHIVE...
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [runtime, compiler, ...archives] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`));
const python = await loadPyodide({ env: { PYTHONHASHSEED: "0" } });
python.runPython(readFileSync(compiler, "utf8"));
for (const archive of archives) {
  python.FS.writeFile("/archive", readFileSync(archive));
  python.runPython('with open("/archive", "rb") as file: made = compiled(file.read())\nwith open("/archive", "wb") as file: file.write(made)');
  writeFileSync(archive, python.FS.readFile("/archive"));
}
