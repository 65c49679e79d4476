/**
 * Places the nodes of a directed graph in layers from left to right: each behind all that lead to it,
 * neighbours near each other (sweeps of medians, as in Sugiyama's method). Plain data in, plain data out.
 */

const WIDTH = 190;
const HEIGHT = 46;
const GAP_X = 70;
const GAP_Y = 18;

/**
 * @param {{id: string}[]} nodes
 * @param {{from: string, to: string}[]} edges those to unknown nodes are left out; cycles are borne
 * @returns {{nodes: {node: object, x: number, y: number, width: number, height: number}[],
 *   edges: {edge: object, points: string}[], width: number, height: number}}
 */
export function layered(nodes, edges) {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const good = edges.filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  const into = group(good, 'to', 'from');
  const outOf = group(good, 'from', 'to');
  const layer = layersOf(nodes, into);
  const layers = [];
  for (const node of nodes) (layers[layer.get(node.id)] ??= []).push(node.id);
  for (let i = 0; i < layers.length; i += 1) layers[i] ??= [];
  for (let sweep = 0; sweep < 8; sweep += 1) {
    const down = sweep % 2 === 0;
    const order = down ? layers.slice(1) : layers.slice(0, -1).reverse();
    for (const ids of order) sortByMedian(ids, down ? into : outOf, layers);
  }
  const tallest = Math.max(1, ...layers.map((ids) => ids.length));
  const height = tallest * (HEIGHT + GAP_Y) + GAP_Y;
  const at = new Map();
  layers.forEach((ids, column) => {
    const offset = (height - ids.length * (HEIGHT + GAP_Y) + GAP_Y) / 2;
    ids.forEach((id, row) => at.set(id, { x: GAP_Y + column * (WIDTH + GAP_X), y: offset + row * (HEIGHT + GAP_Y) }));
  });
  return {
    nodes: nodes.map((node) => ({ node, ...at.get(node.id), width: WIDTH, height: HEIGHT })),
    edges: good.map((edge) => ({ edge, points: curve(at.get(edge.from), at.get(edge.to)) })),
    width: Math.max(1, layers.length) * (WIDTH + GAP_X) - GAP_X + 2 * GAP_Y,
    height,
  };
}

function group(edges, key, value) {
  const all = new Map();
  for (const edge of edges) {
    if (!all.has(edge[key])) all.set(edge[key], []);
    all.get(edge[key]).push(edge[value]);
  }
  return all;
}

/** The longest way from a beginning; an edge that closes a cycle does not count. */
function layersOf(nodes, into) {
  const layer = new Map();
  const under = new Set();
  const depth = (id) => {
    if (layer.has(id)) return layer.get(id);
    if (under.has(id)) return -1;
    under.add(id);
    const value = Math.max(-1, ...(into.get(id) ?? []).map(depth)) + 1;
    under.delete(id);
    layer.set(id, value);
    return value;
  };
  for (const node of nodes) depth(node.id);
  return layer;
}

function sortByMedian(ids, neighbours, layers) {
  const position = new Map();
  for (const each of layers) each.forEach((id, i) => position.set(id, i - each.length / 2));
  const weight = new Map(ids.map((id, i) => {
    const near = (neighbours.get(id) ?? []).map((other) => position.get(other)).sort((a, b) => a - b);
    return [id, near.length ? near[Math.floor((near.length - 1) / 2)] : i - ids.length / 2];
  }));
  ids.sort((a, b) => weight.get(a) - weight.get(b));
}

function curve(from, to) {
  const x1 = from.x + WIDTH;
  const y1 = from.y + HEIGHT / 2;
  const y2 = to.y + HEIGHT / 2;
  const bend = Math.max(30, (to.x - x1) / 2);
  return `M${x1},${y1} C${x1 + bend},${y1} ${to.x - bend},${y2} ${to.x},${y2}`;
}
