// Asks a real yaml-language-server about a manifest that names its schema in a modeline, over the protocol that editors speak.
//
//   node .ci/editor.mjs SERVER FILE
//
// It prints each diagnostic as line: message.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [server, file] = process.argv.slice(2);
const uri = pathToFileURL(resolve(file)).href;
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });

function send(message) {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function answer(message) {
  if (message.id === 1 && message.result) {
    send({ method: "initialized", params: {} });
    const text = readFileSync(file, "utf8");
    send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  } else if (message.method === "textDocument/publishDiagnostics" && message.params.uri === uri) {
    for (const d of message.params.diagnostics) console.log(`${d.range.start.line + 1}: ${d.message}`);
    child.kill();
  } else if (message.method && message.id !== undefined) {
    const settings = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
    const result = message.method === "workspace/configuration" ? message.params.items.map((i) => (i.section === "yaml" ? settings : null)) : null;
    send({ id: message.id, result });
  }
}

let buffer = Buffer.alloc(0);
child.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const size = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
    if (buffer.length < end + 4 + size) return;
    const body = buffer.subarray(end + 4, end + 4 + size).toString();
    buffer = buffer.subarray(end + 4 + size);
    answer(JSON.parse(body));
  }
});
setTimeout(() => {
  console.error("the server has nothing to say");
  child.kill();
  process.exitCode = 1;
}, 60_000).unref();

const capabilities = { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } };
send({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities } });
