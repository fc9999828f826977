// The Python of the page, in a worker of its own: loads Pyodide and sriovkit's core, then answers one paste at a time.
// Rule: started from a blob, so that the page's content security policy binds it; it asks only the folder it is told, or
// nobody, where it is handed the parts of the program (the guide as one file).
let page, asBytes;

async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.arrayBuffer();
}

// Parts that came with the message stand in for the folder: whatever is asked of it is answered from them.
function handed(parts) {
  const type = (name) => (name.endsWith(".wasm") ? "application/wasm" : "text/javascript");
  self.fetch = async (address) => {
    const name = String(address).split("/").pop();
    return new Response(parts[name], { status: parts[name] ? 200 : 404, headers: { "Content-Type": type(name) } });
  };
  return (name) => import(URL.createObjectURL(new Blob([parts[name]], { type: type(name) })));
}

// Pyodide only warns where its program arrives cut off, and would be waited for in vain.
const { instantiateStreaming } = WebAssembly;
WebAssembly.instantiateStreaming = (...given) =>
  instantiateStreaming.apply(WebAssembly, given).catch((problem) => {
    postMessage({ failed: String(problem) });
    throw problem;
  });

async function load(folder, parts) {
  const module = parts ? handed(parts) : (name) => import(`${folder}${name}`);
  const core = bytes(`${folder}sriovkit.zip`);
  const { loadPyodide } = await module("pyodide.mjs");
  const createPyodideModule = parts && (await module("pyodide.asm.mjs")).default;
  const python = await loadPyodide({ indexURL: folder, createPyodideModule });
  python.FS.writeFile("/sriovkit.zip", new Uint8Array(await core));
  python.runPython("import sys; sys.path.insert(0, '/sriovkit.zip')");
  page = python.pyimport("sriovkit_page");
  asBytes = python.runPython("lambda given: given.to_bytes()");
  page.warm();
}

function answer({ id, given, lang }) {
  // Bytes of a file become Python's bytes; text stays text.
  const brought = typeof given === "string" ? given : asBytes(new Uint8Array(given));
  return { id, answer: page.answer(brought, lang) };
}

self.onmessage = async ({ data }) => {
  try {
    if (data.folder) {
      await load(data.folder, data.parts);
      postMessage({ ready: true });
    } else {
      postMessage(answer(data));
    }
  } catch (problem) {
    postMessage({ failed: String(problem) });
  }
};
