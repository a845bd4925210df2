// Finds circular imports between files, in the text of the sources. `check-layers` fails on one.
//
// A file imports another if it names an item defined there: in a `use`, or in a path that starts with `crate`, `super`, `self` or one of
// its child modules. Re-exports are followed to the definition, so a parent that only declares and re-exports modules imports nothing.
// Method calls and test code do not count.
'use strict';

/** The module of a file: `src/a/mod.rs` and `src/a.rs` are `a`. */
const moduleOf = (file) => file.replace(/^src\//, '').replace(/\.rs$/, '').replace(/(^|\/)(mod|lib)$/, '').split('/').join('::');

/** The code with items under `#[cfg(test)]` blanked out. */
function withoutTests(code) {
  const item = /#\[cfg\(test\)\]\s*(?:pub(?:\([^)]*\))?\s+)?(?:use|mod|fn|const|static|impl)\b/g;
  let kept = code;
  for (const match of code.matchAll(item)) {
    let depth = 0;
    let end = match.index + match[0].length;
    for (; end < code.length; end += 1) {
      if (code[end] === '{') depth += 1;
      if (code[end] === '}') depth -= 1;
      if (depth === 0 && (code[end] === ';' || (code[end] === '}' && !/^\s*;/.test(code.slice(end + 1))))) break;
    }
    kept = kept.slice(0, match.index) + code.slice(match.index, end + 1).replace(/[^\n]/g, ' ') + kept.slice(end + 1);
  }
  return kept;
}

/** The leaves of the tree in a `use`: [{ path: ['crate', 'a', 'B'], name }]. `name` is the item's name in the file. */
function leaves(tree) {
  const tokens = tree.match(/::|[{},*]|\bas\s+\w+|\w+/g) ?? [];
  let at = 0;
  const read = (prefix) => {
    const path = [...prefix];
    let name;
    for (; at < tokens.length && ![',', '}'].includes(tokens[at]); at += 1) {
      if (tokens[at] === '{') {
        const found = [];
        for (at += 1; at < tokens.length && tokens[at] !== '}'; ) {
          found.push(...read(path));
          if (tokens[at] === ',') at += 1;
        }
        at += 1;
        return found;
      }
      if (tokens[at].startsWith('as ')) name = tokens[at].slice(2).trim();
      else if (tokens[at] !== '::') path.push(tokens[at]);
    }
    if (path.at(-1) === 'self' && path.length > 1) path.pop();
    return [{ path, name: name ?? path.at(-1) }];
  };
  return read([]);
}

/** The parsed parts of a file: its module, its imports, its child modules, and the code outside its imports. */
function parse(file, code) {
  const text = withoutTests(code);
  const uses = [...text.matchAll(/\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);/g)];
  return {
    name: moduleOf(file),
    uses: uses.flatMap(([, pub, tree]) => leaves(tree).map((leaf) => ({ ...leaf, pub: Boolean(pub) }))),
    children: new Set([...text.matchAll(/\bmod\s+(\w+)\s*;/g)].map(([, child]) => child)),
    rest: uses.reduce((left, use) => left.replace(use[0], ''), text),
  };
}

/** The absolute form of a path in a module, without `crate`; null for a path into another crate. */
function absolute(module, children, [first, ...rest]) {
  const parts = module ? module.split('::') : [];
  if (first === 'crate') return rest;
  if (first === 'self') return [...parts, ...rest];
  if (first === 'super') return [...parts.slice(0, -1), ...rest];
  return children.has(first) ? [...parts, first, ...rest] : null;
}

const split = (path) => path.replace(/\s/g, '').split('::');

/** The imports of each file: a Map of files to Sets of files. `sources`: a Map of files to their code without comments. */
function imports(sources) {
  const files = new Map([...sources].map(([file, code]) => [file, parse(file, code)]));
  const modules = new Map([...files].map(([file, { name }]) => [name, [file]]));
  // One module name can have a file for each half of the program, server and browser.
  for (const [, at, name] of (sources.get('src/lib.rs') ?? '').matchAll(/#\[path\s*=\s*"([^"]+)"\]\s*(?:pub\s+)?mod\s+(\w+)\s*;/g)) {
    modules.set(name, [...(modules.get(name) ?? []), `src/${at}`]);
  }

  /** The files that define the item at an absolute path. */
  function written(path, from) {
    let length = path.length;
    while (length > 0 && !modules.has(path.slice(0, length).join('::'))) length -= 1;
    const found = modules.get(path.slice(0, length).join('::')) ?? [];
    const item = path[length];
    const { name, uses, children } = files.get(found[0]) ?? { uses: [] };
    // Descendants of a module can also name its private imports.
    const visible = uses.filter((use) => use.pub || from.startsWith(name ? `${name}::` : ''));
    const handedOn = visible.find((use) => item !== undefined && use.name === item && absolute(name, children, use.path));
    return handedOn ? written(absolute(name, children, handedOn.path), from) : found;
  }

  const graph = new Map();
  for (const [file, { name, uses, children, rest }] of files) {
    const to = new Set();
    const add = (path) => {
      // A module alone is not an import; the items used from it are.
      if (path && !modules.has(path.join('::'))) written(path.at(-1) === '*' ? path.slice(0, -1) : path, name).forEach((one) => to.add(one));
    };
    for (const use of uses) {
      const path = absolute(name, children, use.path);
      // An import that this file does not use itself is there for its descendants.
      const named = ['*', '_'].includes(use.name) || new RegExp(`\\b${use.name}\\b`).test(rest);
      if (!use.pub && named) add(path);
      if (!path || !modules.has(path.join('::'))) continue;
      for (const [inside] of rest.matchAll(new RegExp(`(?<![\\w:])${use.name}(?:\\s*::\\s*\\w+)+`, 'g'))) add([...path, ...split(inside).slice(1)]);
    }
    const roots = ['crate', 'super', 'self', ...children].join('|');
    for (const [path] of rest.matchAll(new RegExp(`(?<![\\w:])(?:${roots})(?:\\s*::\\s*\\w+)+`, 'g'))) add(absolute(name, children, split(path)));
    // The server's and the browser's file of one module name do not import each other.
    for (const pair of modules.values()) if (pair.includes(file)) pair.forEach((one) => to.delete(one));
    graph.set(file, to);
  }
  return graph;
}

/** The circles in a graph: lists of files that all reach each other (strongly connected components, Tarjan's algorithm). */
function circles(graph) {
  const [order, low, stack, found] = [new Map(), new Map(), [], []];
  const visit = (file) => {
    order.set(file, order.size);
    low.set(file, order.get(file));
    stack.push(file);
    for (const to of graph.get(file) ?? []) {
      if (!order.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file), low.get(to)));
    }
    if (low.get(file) === order.get(file)) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1) found.push(component.sort());
    }
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** One sentence for each circle in these sources, with its imports. */
function circleSentences(sources) {
  const graph = imports(sources);
  return circles(graph).map((circle) => {
    const ways = circle.map((file) => `  ${file} imports ${[...graph.get(file)].filter((to) => circle.includes(to)).join(', ')}`);
    return `these ${circle.length} files import each other in a circle:\n${ways.join('\n')}`;
  });
}

module.exports = { circleSentences };
