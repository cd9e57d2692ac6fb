// Nodes, findings, plan and inventory: what stands in the page already, made anew from the data so that it can be searched and sorted.

const PAGE = 100;

// Shows the first rows, and more on demand.
const paged = (target, more, all, make, shown = PAGE) => {
  target.replaceChildren(...all.slice(0, shown).map(make));
  more.replaceChildren(...(all.length > shown ? [h('button', { type: 'button', onclick: () => paged(target, more, all, make, shown + 5 * PAGE) },
    `Show more (${all.length - shown} left)`)] : []));
};

const findings = (() => {
  let more;
  const make = finding => {
    const f = finding.row, tone = SEVERITIES[finding.severity].toLowerCase(), reference = textAt(f[8]);
    const details = h('details', { class: `finding ${tone}` }, h('summary', {}, h('span', { class: `badge ${tone}` }, SEVERITIES[finding.severity]), h('strong', {}, finding.target),
      h('span', { class: 'check' }, finding.check), nodes.length > 1 ? h('span', { class: 'node' }, finding.node.name) : null, h('span', { class: 'message' }, textAt(f[4]))));
    const open = () => {
      if (details.children.length > 1) return;
      const names = finding.names?.length > 1 ? finding.names : [], more = names.length > 10 ? ` and ${names.length - 10} more` : '';
      const rows = [['Nodes', names.slice(0, 10).join(', ') + more], ['File', textAt(f[3])], ['Consequence', textAt(f[6])], ['Evidence', h('ul', { class: 'proof' }, ...textsAt(f[5]).map(fact => h('li', {}, fact)))],
        ['Remedy', textAt(f[7]), 'remedy'], ['Reference', reference.startsWith('https://') ? h('a', { href: reference, rel: 'noreferrer' }, reference) : '']];
      details.append(h('dl', {}, ...rows.filter(row => row[1]).flatMap(([name, value, style]) => [h('dt', {}, name), h('dd', { class: style ?? null }, value)])));
    };
    details.addEventListener('toggle', open);
    details.fillIn = open;
    return details;
  };

  const build = () => {
    more = h('p', { class: 'more' });
    byId('findings').append(more);
    const counts = [3, 2, 1, 0].map(level => [level, findingsOf().filter(f => f.severity === level).length]).filter(pair => pair[1]);
    if (counts.length < 2) return;
    byId('severities').hidden = false;
    byId('severities').append(...counts.map(([level, count]) => h('button', { type: 'button', 'aria-pressed': 'false', onclick: event => {
      const is = !state.severities.has(level);
      if (is) state.severities.add(level); else state.severities.delete(level);
      event.currentTarget.setAttribute('aria-pressed', is);
      refresh();
    } }, `${SEVERITIES[level]} ${count}`)));
  };

  const refresh = () => {
    const all = findingsShown();
    paged(byId('finding-list'), more, all, make);
    if (all.length === 0) byId('finding-list').append(h('p', { class: 'note' }, state.words.length + state.severities.size ? 'No finding fits.' : 'No problems found.'));
    // The worst is open from the start.
    else if (!state.words.length) { const first = byId('finding-list').firstChild; first.fillIn(); first.open = true; }
  };
  return { build, refresh };
})();

const inventory = (() => {
  // What each column sorts by.
  const by = [c => c.name, c => c.node.name, c => textAt(c.row[2]), c => textAt(c.row[4]), c => textAt(c.row[5]), c => c.end, c => c.status, c => textsAt(c.row[9]).join(', ')];

  const build = () => document.querySelectorAll('#inventory-table thead th').forEach((head, place) => {
    head.replaceChildren(h('button', { type: 'button', onclick: () => {
      [state.descending, state.column] = [state.column === place && !state.descending, place];
      document.querySelectorAll('#inventory-table thead th').forEach((other, at) => at === place ? other.setAttribute('aria-sort', state.descending ? 'descending' : 'ascending') : other.removeAttribute('aria-sort'));
      refresh();
    } }, head.textContent));
  });

  const make = c => h('tr', {}, h('th', { scope: 'row', class: 'cell-name' }, c.name), h('td', { class: 'of-node', 'data-label': 'Node' }, c.node.name),
    h('td', { class: 'subject', 'data-label': 'Subject' }, textAt(c.row[2])), h('td', { 'data-label': 'Signed by' }, textAt(c.row[4]) || 'unknown'),
    h('td', { class: 'key', 'data-label': 'Key' }, textAt(c.row[5])), h('td', { class: 'date', 'data-label': 'Ends' }, time(c.end)),
    h('td', { class: 'cell-status' }, status(c.status)), h('td', { class: 'paths', 'data-label': 'Files' }, textsAt(c.row[9]).join(', ')));

  const refresh = () => {
    const all = certificatesShown(), key = by[state.column];
    if (key) {
      const keyed = all.map(c => [key(c), c]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (state.descending ? -1 : 1));
      keyed.forEach(([, c], place) => { all[place] = c; });
    }
    paged(byId('inventory-rows'), byId('inventory-more'), all, make);
    if (all.length === 0) byId('inventory-rows').append(h('tr', { class: 'nothing' }, h('td', { colspan: '8' }, state.words.length ? 'No certificate fits.' : 'There are no certificates.')));
  };
  return { build, refresh };
})();

const plan = (() => {
  const fits = step => {
    const text = [textAt(step[0]), textAt(step[1]), ...[2, 3, 4].flatMap(place => textsAt(step[place]))].join('\n').toLowerCase();
    return state.words.every(word => text.includes(word));
  };
  const refresh = () => {
    const node = nodes[Math.max(0, state.node)];
    if (!node) return;
    const steps = state.words.length ? node.steps.filter(step => fits(step)) : node.steps, hidden = node.steps.length - steps.length;
    const restarts = [...new Set(steps.flatMap(step => textsAt(step[4])))], left = textsAt(node.leftAlone), problems = textsAt(node.problems);
    byId('plan-view').replaceChildren(...[
      nodes.length > 1 ? h('p', { class: 'note' }, state.node < 0 ? `Of ${node.name}. Choose another node above.` : `Of ${node.name}.`) : null,
      nodes.length > 1 && node.fix ? h('p', { class: 'fix' }, h('span', {}, 'Preview the repair'), ' ', h('code', {}, node.fix)) : null,
      hidden ? h('p', { class: 'note' }, steps.length ? `${hidden} more step${hidden === 1 ? '' : 's'} of this plan do${hidden === 1 ? 'es' : ''} not fit the search.` : 'No step of this plan fits the search.') : null,
      steps.length ? h('ol', { class: 'steps' }, ...steps.map(step => h('li', {}, h('strong', {}, textAt(step[0])), h('p', {}, textAt(step[1])),
        h('ul', { class: 'changes' }, ...textsAt(step[2]).map(change => h('li', {}, change))), ...textsAt(step[3]).map(idle => h('p', { class: 'idle' }, idle)))))
        : hidden ? null : h('p', {}, node.nothingToDo),
      ...(restarts.length ? [h('h3', {}, 'Afterwards, in this order'), h('ol', { class: 'restarts' }, ...restarts.map(restart => h('li', {}, restart)))] : []),
      ...(left.length ? [h('details', {}, h('summary', {}, `Left as it is (${left.length})`), h('ul', { class: 'left' }, ...left.map(note => h('li', {}, note))))] : []),
      ...(problems.length ? [h('h3', {}, 'Not read'), h('ul', { class: 'left' }, ...problems.map(problem => h('li', {}, problem)))] : [])].filter(part => part));
  };
  return { refresh };
})();

// What only several nodes show, and what could not be read, stand in the page; the search hides what does not fit.
const standing = (() => {
  const refresh = () => document.querySelectorAll('#fleet > .finding, #unread li').forEach(item => {
    const text = item.textContent.toLowerCase();
    item.hidden = !state.words.every(word => text.includes(word));
  });
  return { refresh };
})();

const nodeTable = (() => {
  const count = (node, level) => String(node.findings.filter(f => f.severity === level).length);
  const make = node => {
    const next = node.certificates.filter(c => c.end >= node.asOf).reduce((a, b) => a && a.end <= b.end ? a : b, null);
    return h('tr', {}, h('th', { scope: 'row' }, h('button', { type: 'button', class: 'link', onclick: () => chooseNode(node.index) }, node.name)), h('td', {}, node.headline),
      ...[3, 2, 1].map(level => h('td', { class: 'num', 'data-label': SEVERITIES[level] }, count(node, level))), h('td', { 'data-label': 'Next to end' }, ...(next ? [time(next.end), ` ${next.name}`] : [])));
  };
  const refresh = () => {
    if (nodes.length < 2) return;
    const fits = node => state.words.every(word => `${node.name}\n${node.root}\n${node.headline}`.toLowerCase().includes(word));
    const shown = state.words.length ? nodes.filter(node => fits(node) || node.certificates.some(matches) || node.findings.some(matches)) : nodes;
    paged(byId('node-rows'), byId('node-more'), shown, make, 25);
    if (shown.length === 0) byId('node-rows').append(h('tr', { class: 'nothing' }, h('td', { colspan: '6' }, 'No node fits.')));
  };
  return { refresh };
})();
