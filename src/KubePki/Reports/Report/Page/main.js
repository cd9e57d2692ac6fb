// Ties it together: sections, search, the choice of a node, and printing.

const refreshLists = () => { nodeTable.refresh(); findings.refresh(); inventory.refresh(); timeline.refresh(); plan.refresh(); standing.refresh(); graph.search(); };
const refreshAll = () => { graph.refresh(); refreshLists(); };

const chooseNode = index => {
  state.node = index;
  byId('node').value = String(index);
  refreshAll();
  byId('findings').scrollIntoView();
};

const search = () => {
  state.words = byId('search').value.toLowerCase().split(/\s+/).filter(word => word);
  refreshLists();
  const [found, certificates] = [findingsShown().length, certificatesShown().length], plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;
  byId('found').textContent = state.words.length ? `${plural(found, 'finding')} and ${plural(certificates, 'certificate')} fit.` : '';
};

const start = () => {
  byId('bar').hidden = false;
  byId('sections').append(...[...document.querySelectorAll('main > section:not([hidden])')].map(section =>
    h('li', {}, h('a', { href: `#${section.id}` }, section.querySelector('h2').textContent.replace('Repair and restart plan', 'Plan')))));
  if (nodes.length > 1) {
    byId('node-label').hidden = false;
    byId('node').append(h('option', { value: '-1' }, `all ${nodes.length}`), ...nodes.map(node => h('option', { value: node.index }, node.name)));
    byId('node').addEventListener('change', event => { state.node = Number(event.target.value); refreshAll(); });
  }
  let waiting = 0;
  byId('search').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  byId('tools').addEventListener('submit', event => { event.preventDefault(); search(); });
  timeline.build();
  graph.build();
  findings.build();
  inventory.build();
  refreshAll();
  addEventListener('beforeprint', () => { timeline.print(true); document.querySelectorAll('.finding').forEach(finding => { finding.fillIn?.(); finding.open = true; }); });
  addEventListener('afterprint', () => timeline.print(false));
  document.documentElement.dataset.ready = 'true';
};
start();
