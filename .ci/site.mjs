// Builds the folder of files for browsers, which becomes a part of the program: the assets, with minified scripts, and the browser's
// JavaScript, wasm and style sheet. Each has a content hash in its name, so that browsers may keep it for ever, and a .br and .gz beside it
// where smaller, so that the server never compresses it.
// The folder is built anew and then swapped in, so no stale file remains. Only compression results are cached, by content.
//
// node .ci/site.mjs SITE PKG NAME JS WASM STYLE ASSETS
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';

const [site, pkg, name, js, wasm, style, assets] = process.argv.slice(2);
const npm = createRequire(path.resolve('end2end/package.json'));
const fresh = `${site}.new`;
const cache = path.join(path.dirname(js), 'compressed');

const date = new Date('2000-01-01T00:00:00Z');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Bundles and minifies a module: wasm-bindgen writes readable code, and a file for each JavaScript snippet of a crate. */
function bundle(entry) {
  const built = npm('esbuild').buildSync({
    entryPoints: [entry], bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, logLevel: 'warning',
  });
  return built.outputFiles[0].contents;
}

/** All files below a folder, as paths relative to it. */
function filesBelow(folder) {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}

const compressors = {
  br: (bytes) => zlib.brotliCompressSync(bytes, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }),
  gz: (bytes) => zlib.gzipSync(bytes, { level: 9 }),
};

/** The compressed bytes, from the cache if an earlier run compressed the same content with the same settings. */
function compressed(bytes, kind, used) {
  const kept = path.join(cache, `${sha256(bytes)}-${sha256(String(compressors[kind])).slice(0, 8)}.${kind}`);
  used.add(path.basename(kept));
  if (!fs.existsSync(kept)) {
    fs.writeFileSync(`${kept}.part`, compressors[kind](bytes));
    fs.renameSync(`${kept}.part`, kept);
  }
  return fs.readFileSync(kept);
}

fs.rmSync(fresh, { recursive: true, force: true });
fs.mkdirSync(path.join(fresh, pkg), { recursive: true });
fs.mkdirSync(cache, { recursive: true });

const parts = {
  [`${name}.js`]: bundle(js),
  [`${name}.wasm`]: fs.readFileSync(wasm),
  ...(style && { [`${name}.css`]: Buffer.from(npm('sass').compile(style, { style: 'compressed' }).css) }),
};
for (const file of assets ? filesBelow(assets) : []) {
  const source = path.join(assets, file);
  parts[path.basename(file)] = file.endsWith('.js') ? bundle(source) : fs.readFileSync(source);
}
for (const [file, bytes] of Object.entries(parts)) {
  const { name: stem, ext } = path.parse(file);
  fs.writeFileSync(path.join(fresh, pkg, `${stem}.${sha256(bytes).slice(0, 16)}${ext}`), bytes);
}

const used = new Set();
for (const file of filesBelow(fresh)) {
  const bytes = fs.readFileSync(path.join(fresh, file));
  const sizes = Object.keys(compressors).map((kind) => {
    const small = compressed(bytes, kind, used);
    if (small.length >= bytes.length) return `no ${kind}`;
    fs.writeFileSync(path.join(fresh, `${file}.${kind}`), small);
    return `${kind} ${kB(small.length)}`;
  });
  console.log(`    ${file}: ${kB(bytes.length)}, ${sizes.join(', ')}`);
}
// Names say what changed. Dates would make cargo link the program again after each run.
for (const file of filesBelow(fresh)) fs.utimesSync(path.join(fresh, file), date, date);
for (const old of fs.readdirSync(cache)) {
  if (!used.has(old)) fs.rmSync(path.join(cache, old));
}

fs.rmSync(`${site}.old`, { recursive: true, force: true });
if (fs.existsSync(site)) fs.renameSync(site, `${site}.old`);
fs.renameSync(fresh, site);
fs.rmSync(`${site}.old`, { recursive: true, force: true });
