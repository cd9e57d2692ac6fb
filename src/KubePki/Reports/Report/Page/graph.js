// The graph of trust of one node, in columns: a CA signs a certificate, which a kubeconfig or program presents, which trusts a CA.

const graph = (() => {
  const WIDTH = 204, HEIGHT = 46, GAP = 14, BETWEEN = 80, TOP = 34, MOST = 240;
  let root, card;

  const build = () => {
    root = h('div', { class: 'graph', role: 'region', tabindex: '0', 'aria-label': 'Graph of trust' });
    card = h('div', { class: 'card', 'aria-live': 'polite' });
    byId('trust-view').append(h('div', { class: 'controls', id: 'trust-of' }), root, card, h('div', { id: 'trust-table' }));
  };

  const read = node => {
    const vertices = node.vertices.map((v, place) => ({ place, kind: v[0], name: textAt(v[1]), role: textAt(v[2]), subject: textAt(v[3]), issuer: textAt(v[4]), end: v[5],
      status: v[6], paths: textsAt(v[7]), hasKey: !!(v[8] & 1), isTwin: !!(v[8] & 2), isStranger: !!(v[8] & 4), hash: textAt(v[9]) }));
    return { vertices, edges: node.edges.map(e => ({ kind: EDGE_KINDS[e[0]], from: vertices[e[1]], to: vertices[e[2]], via: textAt(e[3]) })) };
  };

  // Signers left, by how many stand above them; what they signed; who uses that; and once more, on the right, the CAs that are trusted.
  const columnsOf = ({ vertices, edges }) => {
    const depth = new Map(vertices.filter(v => v.kind === 0).map(v => [v, 0]));
    for (let round = 0; round < 5; round++) {
      for (const e of edges) {
        if (e.kind === 'signs' && depth.has(e.to) && depth.get(e.to) <= depth.get(e.from)) depth.set(e.to, Math.min(4, depth.get(e.from) + 1));
      }
    }
    const signers = vertices.filter(v => v.kind === 0), deepest = Math.max(0, ...depth.values());
    const columns = Array.from({ length: deepest + 1 }, (_, level) => signers.filter(v => depth.get(v) === level)).filter(column => column.length);
    const titles = columns.map((_, level) => level ? 'Signed CAs' : 'CAs');
    const add = (title, column) => { if (column.length) { columns.push(column); titles.push(title); } };
    add('Certificates and keys', vertices.filter(v => v.kind === 1 || v.kind === 2));
    add('Presented by', vertices.filter(v => v.kind > 2));
    const trusted = new Set(edges.filter(e => e.kind === 'trusts').map(e => e.to));
    add('Trusted', vertices.filter(v => trusted.has(v)));
    return { boxes: columns.map((column, place) => column.map(vertex => ({ vertex, column: place, isTrusted: titles[place] === 'Trusted' }))), titles };
  };

  const place = (boxes, edges) => {
    const left = new Map(), right = new Map();
    boxes.flat().forEach(box => (box.isTrusted ? right : left).set(box.vertex, box));
    const lines = edges.map(e => e.kind === 'trusts' ? { e, a: left.get(e.from), b: right.get(e.to) }
      : e.kind === 'signs' ? { e, a: left.get(e.from), b: left.get(e.to) } : { e, a: left.get(e.to), b: left.get(e.from) }).filter(line => line.a && line.b && line.a !== line.b);
    boxes.forEach(column => column.forEach((box, at) => { box.y = at; }));
    // Each stands near the middle of those it is tied to on its left: a few sweeps unravel most crossings.
    for (let round = 0; round < 4; round++) {
      boxes.forEach((column, at) => {
        if (at === 0 && round === 0) return;
        const mean = box => {
          const ys = lines.filter(line => round % 2 && at < boxes.length - 1 ? line.a === box : line.b === box).map(line => (line.a === box ? line.b : line.a).y);
          return ys.length ? ys.reduce((a, b) => a + b, 0) / ys.length : box.y;
        };
        const means = new Map(column.map(box => [box, mean(box)]));
        column.sort((a, b) => means.get(a) - means.get(b)).forEach((box, row) => { box.y = row; });
      });
    }
    const tallest = Math.max(...boxes.map(column => column.length));
    boxes.forEach((column, at) => column.forEach((box, row) => {
      box.x = 16 + at * (WIDTH + BETWEEN);
      // Shorter columns are spread, so that ties stay short.
      const step = column.length > 1 ? (tallest - 1) / (column.length - 1) : 0, slack = column.length === 1 ? (tallest - 1) / 2 : row * step;
      box.y = TOP + slack * (HEIGHT + GAP);
    }));
    return { lines, height: TOP + tallest * (HEIGHT + GAP) + 6, width: 32 + boxes.length * WIDTH + (boxes.length - 1) * BETWEEN };
  };

  const sub = v => v.isTwin ? 'twin: other key, same subject' : v.isStranger ? 'signed by a CA not on this node'
    : v.end !== null ? `${v.status === 2 ? 'ended' : 'until'} ${day(v.end)}` : v.kind === 2 ? 'signs and verifies tokens' : v.paths[0] ? `…${v.paths[0].slice(-27)}` : '';

  const drawBox = (box, pick) => {
    const v = box.vertex, odd = v.isTwin || v.isStranger, mark = v.status < 0 ? 'none' : STATUSES[v.status].toLowerCase();
    const known = () => pick(v);
    return s('g', { class: `box ${VERTEX_KINDS[v.kind].split(' ')[0]}${odd ? ' odd' : ''}`, 'data-vertex': v.place, transform: `translate(${box.x} ${box.y})`, tabindex: '0', role: 'button',
      'aria-label': `${VERTEX_KINDS[v.kind]} ${v.name}, ${sub(v)}`, onclick: known, onkeydown: event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); known(); } } },
      s('title', {}, `${v.name}\n${v.subject || v.paths.join('\n')}`), s('rect', { class: 'body', width: WIDTH, height: HEIGHT, rx: v.kind > 2 ? 12 : 5 }),
      s('rect', { class: `mark ${mark}`, x: 0, y: 6, width: 4, height: HEIGHT - 12, rx: 2 }),
      s('text', { x: 13, y: 19 }, clip(v.name, 27)), s('text', { class: odd ? 'sub bad' : 'sub', x: 13, y: 35 }, clip(sub(v), 32)));
  };

  const drawLine = ({ e, a, b }) => {
    const back = b.x <= a.x, [x1, y1, x2, y2] = [a.x + WIDTH, a.y + HEIGHT / 2, back ? b.x + WIDTH : b.x, b.y + HEIGHT / 2], bend = back ? 40 : Math.max(30, (x2 - x1) / 2);
    const odd = e.to.isTwin && e.kind === 'trusts' || e.from.isTwin && e.kind === 'signs';
    // What passes behind other boxes is shown when one of its ends is chosen.
    const far = Math.abs(b.column - a.column) > 1 && !odd;
    return s('path', { class: `edge ${e.kind}${odd ? ' odd' : ''}${far ? ' far' : ''}`, 'data-from': e.from.place, 'data-to': e.to.place, d: `M${x1} ${y1}C${x1 + bend} ${y1} ${back ? x2 + bend : x2 - bend} ${y2} ${x2} ${y2}` });
  };

  const pick = (svg, model, v) => {
    const on = new Set([String(v.place)]);
    svg.querySelectorAll('.edge').forEach(edge => {
      const is = edge.dataset.from === String(v.place) || edge.dataset.to === String(v.place);
      edge.classList.toggle('on', is);
      if (is) on.add(edge.dataset.from).add(edge.dataset.to);
    });
    svg.querySelectorAll('.box').forEach(box => {
      box.classList.toggle('on', on.has(box.dataset.vertex));
      box.classList.toggle('chosen', box.dataset.vertex === String(v.place));
    });
    svg.classList.add('picked');
    const ties = model.edges.filter(e => e.from === v || e.to === v).map(e => e.from === v ? `${e.kind} ${e.to.name}${e.via ? ` (${e.via})` : ''}` : `${e.from.name} ${e.kind} it${e.via ? ` (${e.via})` : ''}`);
    const facts = [['Kind', VERTEX_KINDS[v.kind]], ['Subject', v.subject], ['Issuer', v.issuer], ['Remark', v.isTwin ? 'It has the subject of another CA on this node, and a different key: it is another or an earlier cluster’s.'
      : v.isStranger ? 'It was signed by a CA that is not on this node.' : ''], ['Ends', v.end === null ? '' : moment(v.end)], ['Private key', v.kind < 3 ? (v.hasKey ? 'on this node' : 'not on this node') : ''],
      ['Key', v.hash ? `sha256:${v.hash}…` : ''], ['Files', v.paths.join(', ')], ['Ties', ties.join('; ')]];
    card.replaceChildren(h('strong', {}, v.name), h('dl', {}, ...facts.filter(f => f[1]).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])));
  };

  const table = model => h('details', {}, h('summary', {}, 'The same as a table'), h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Ties' },
    h('table', {}, h('caption', {}, 'Who signs, trusts and presents what.'), h('thead', {}, h('tr', {}, ...['From', 'Tie', 'To', 'By'].map(name => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...model.edges.slice(0, 1000).map(e => h('tr', {}, h('th', { scope: 'row' }, e.from.name), h('td', {}, e.kind), h('td', {}, `${e.to.name}${e.to.isTwin ? ' (twin)' : e.to.isStranger ? ' (stranger)' : ''}`), h('td', {}, e.via)))))));

  const refresh = () => {
    const node = nodes[Math.max(0, state.node)];
    card.replaceChildren();
    byId('trust-of').replaceChildren(...(nodes.length > 1 ? [h('span', {}, state.node < 0 ? `Of ${node.name}. Choose another node above.` : `Of ${node.name}.`)] : []));
    if (!node) return;
    const model = read(node);
    byId('trust-table').replaceChildren(...(model.edges.length ? [table(model)] : []));
    if (model.vertices.length === 0 || model.vertices.length > MOST) {
      root.replaceChildren(h('p', { class: 'note' }, model.vertices.length ? `${model.vertices.length} keys and users are too many to draw.` : node.isCluster ? 'The graph is of nodes: this is a cluster.' : 'There is nothing to draw.'));
      return;
    }
    const { boxes, titles } = columnsOf(model), { lines, width, height } = place(boxes, model.edges);
    const svg = s('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': `Trust of ${node.name}` });
    svg.append(...titles.map((title, at) => s('text', { class: 'column', x: 16 + at * (WIDTH + BETWEEN), y: 20 }, title)),
      ...lines.map(drawLine), ...boxes.flat().map(box => drawBox(box, v => pick(svg, model, v))));
    svg.addEventListener('click', event => { if (event.target === svg) { svg.classList.remove('picked'); card.replaceChildren(); } });
    root.replaceChildren(svg);
  };

  // What fits the search stands out, with nothing chosen.
  const search = () => {
    const svg = root.querySelector('svg');
    if (!svg) return;
    const node = nodes[Math.max(0, state.node)], on = new Set(read(node).vertices.filter(v =>
      state.words.every(word => [v.name, v.role, v.subject, v.issuer, v.hash, ...v.paths].join('\n').toLowerCase().includes(word))).map(v => String(v.place)));
    svg.classList.toggle('picked', state.words.length > 0);
    svg.querySelectorAll('.box').forEach(box => { box.classList.remove('chosen'); box.classList.toggle('on', on.has(box.dataset.vertex)); });
    svg.querySelectorAll('.edge').forEach(edge => edge.classList.remove('on'));
    card.replaceChildren(...(state.words.length && on.size === 0 ? [h('p', { class: 'note' }, 'Nothing in the graph fits.')] : []));
  };

  return { build, refresh, search };
})();
