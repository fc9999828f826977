// The Python of the page, in a worker of its own: loads Pyodide and sriovkit's core, then answers one paste at a time.
// Rule: started from a blob, so that the page's content security policy binds it; it asks only the folder it is told.
let page, asBytes;

async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.arrayBuffer();
}

async function load(folder) {
  const core = bytes(`${folder}sriovkit.zip`);
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: folder });
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
      await load(data.folder);
      postMessage({ ready: true });
    } else {
      postMessage(answer(data));
    }
  } catch (problem) {
    postMessage({ failed: String(problem) });
  }
};
