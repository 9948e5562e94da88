// Asks ODK's own engine what each expression of expressions.txt comes to and writes ../odk_oracle.json.
// See README.md beside this file.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';

const here = new URL('./', import.meta.url);
const modules = process.argv[2];
if (!modules) {
  console.error('usage: node generate.mjs DIRECTORY-WITH-node_modules');
  process.exit(2);
}
const require = createRequire(`${modules}/package.json`);
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('', { contentType: 'text/html' });
for (const name of [
  'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'Text', 'Attr', 'Comment', 'XPathResult',
  'CDATASection', 'DocumentFragment', 'ProcessingInstruction', 'XMLDocument', 'HTMLElement', 'File', 'Blob',
]) {
  if (window[name]) globalThis[name] ??= window[name];
}
globalThis.document ??= window.document;
globalThis.window ??= window;
globalThis.__dirname = modules; // the parser's loader looks for these two
globalThis.require = require;

const manifest = JSON.parse(readFileSync(`${modules}/node_modules/@getodk/xforms-engine/package.json`, 'utf8'));
const { loadForm } = await import(`${modules}/node_modules/@getodk/xforms-engine/dist/index.js`);

const form = readFileSync(new URL('form.xml', here), 'utf8');
const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');

const evaluate = async (expression) => {
  const result = await loadForm(form.replace('EXPRESSION', () => escape(expression)));
  if (result.status === 'failure') throw result.error;
  const instance = result.createInstance();
  const node = instance.root.currentState.children.find((child) => child.currentState.reference === '/data/out');
  return node.currentState.instanceValue ?? node.currentState.value;
};

const answers = {};
for (const line of readFileSync(new URL('expressions.txt', here), 'utf8').split('\n')) {
  if (line === '' || line.startsWith('#')) continue;
  try {
    answers[line] = { value: await evaluate(line) };
  } catch (error) {
    answers[line] = { error: String(error?.message ?? error).split('\n')[0].slice(0, 120) };
  }
}
const made = { engine: `@getodk/xforms-engine ${manifest.version}`, zone: process.env.TZ ?? '', answers };
writeFileSync(new URL('../odk_oracle.json', here), `${JSON.stringify(made, null, 1)}\n`);
console.log(`${Object.keys(answers).length} expressions`);
process.exit(0);
