'use strict';
// The data of the page, read once; and how elements are made. Texts become text nodes and attributes, never markup.

const raw = JSON.parse(document.getElementById('data').textContent);
const textAt = place => place === null ? '' : raw.texts[place];
const textsAt = places => places.map(textAt);

const SEVERITIES = ['Information', 'Warning', 'Error', 'Critical'];
const STATUSES = ['Valid', 'Expiring', 'Expired', 'NotYetValid'];
const VERTEX_KINDS = ['authority', 'certificate', 'service account key', 'kubeconfig', 'program'];
const EDGE_KINDS = ['signs', 'trusts', 'presents'];

const nodes = raw.nodes.map((row, index) => {
  const [name, root, distribution, asOf, headline, fix, findings, certificates, vertices, edges, steps, leftAlone, problems, isCluster, nothingToDo] = row;
  const node = { index, name: textAt(name), root: textAt(root), distribution: textAt(distribution), asOf,
    headline: textAt(headline), fix: textAt(fix), vertices, edges, steps, leftAlone, problems, isCluster, nothingToDo: textAt(nothingToDo) };
  node.findings = findings.map(f => ({ node, severity: f[0], row: f, check: textAt(f[1]), target: textAt(f[2]) }));
  node.certificates = certificates.map(c => ({ node, row: c, name: textAt(c[0]), begin: c[6], end: c[7], status: c[8] }));
  return node;
});

// A fault of several nodes is one entry while all nodes are shown.
const faults = (raw.faults ?? []).map(f => {
  const names = f[9].map(place => nodes[place].name);
  return { node: names.length === 1 ? nodes[f[9][0]] : { name: `${names.length} nodes`, root: names.join('\n') }, names, severity: f[0], row: f.slice(0, 9), check: textAt(f[1]), target: textAt(f[2]) };
});

// What is shown of all that.
const state = { node: -1, words: [], severities: new Set(), sort: 'role', column: -1, descending: false };

const shownNodes = () => state.node < 0 ? nodes : [nodes[state.node]];

// A row is made into text for the search when it is first searched.
const haystack = row => row.text ??= [row.node.name, row.node.root,
  ...row.row.flatMap((cell, place) => row.severity === undefined && (place === 6 || place === 7 || place === 8) || typeof cell !== 'number' && !Array.isArray(cell) ? []
    : row.severity !== undefined && place === 0 ? [SEVERITIES[cell]] : Array.isArray(cell) ? textsAt(cell) : [textAt(cell)])].join('\n').toLowerCase();
const matches = row => state.words.every(word => haystack(row).includes(word));

const certificatesShown = () => shownNodes().flatMap(node => node.certificates).filter(matches);
const findingsOf = () => state.node < 0 && faults.length ? faults : shownNodes().flatMap(node => node.findings);
const findingsShown = () => findingsOf()
  .filter(finding => (state.severities.size === 0 || state.severities.has(finding.severity)) && matches(finding))
  .sort((a, b) => b.severity - a.severity);

// Times are UTC and English whatever the browser's language is.
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = number => String(number).padStart(2, '0');
const day = seconds => { const d = new Date(seconds * 1000); return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`; };
const moment = seconds => { const d = new Date(seconds * 1000); return `${day(seconds)}, ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`; };
const span = seconds => {
  const length = Math.abs(seconds), unit = (size, name) => { const n = Math.floor(length / size); return `${n} ${name}${n === 1 ? '' : 's'}`; };
  return length < 3600 ? unit(60, 'minute') : length < 172800 ? unit(3600, 'hour') : length < 86400 * 730 ? unit(86400, 'day') : unit(86400 * 365, 'year');
};
const ending = certificate => {
  const left = certificate.end - certificate.node.asOf;
  return left < 0 ? `ended ${span(left)} ago` : `ends in ${span(left)}`;
};

const SVG = 'http://www.w3.org/2000/svg';
const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== ''));
  return element;
};
const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const time = seconds => h('time', { datetime: new Date(seconds * 1000).toISOString().replace('.000', '') }, moment(seconds));
const status = place => h('span', { class: `status ${STATUSES[place].toLowerCase()}` }, STATUSES[place]);
const byId = id => document.getElementById(id);
const clip = (text, length) => text.length > length ? `${text.slice(0, length - 1)}…` : text;

// What is known of a certificate, for the card below a drawing.
const certificateCard = certificate => {
  const c = certificate.row, rows = [['When it ends', textAt(c[11])], ['Node', nodes.length > 1 ? certificate.node.name : ''],
    ['Subject', textAt(c[2])], ['Issuer', textAt(c[3])], ['Signed by', textAt(c[4]) || (certificate.node.isCluster ? '' : 'no CA on this node')], ['Names', textAt(c[10])], ['Key', textAt(c[5])],
    ['Valid', `${moment(certificate.begin)} to ${moment(certificate.end)} (${ending(certificate)})`], ['Serial', textAt(c[12])],
    ['SHA-256', textAt(c[13])], ['Files', textsAt(c[9]).join(', ')]];
  return [h('strong', {}, certificate.name), ' ', status(certificate.status),
    h('dl', {}, ...rows.filter(row => row[1]).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))];
};
