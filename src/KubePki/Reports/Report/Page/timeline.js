// The timeline: a lane for each certificate. Only lanes in view are drawn, so that twenty thousand cost as little as twenty.

const timeline = (() => {
  const DAY = 86400, YEAR = 365 * DAY, WIDTHS = [['30 days', 30 * DAY], ['1 year', YEAR], ['2 years', 2 * YEAR], ['10 years', 10 * YEAR], ['All', 0]];
  let from = raw.asOf - YEAR, to = raw.asOf + YEAR, lanes = [], chosen = null, printing = false;
  let box, axis, rows, card, buttons;

  const narrow = () => box.clientWidth < 620;
  const laneWidth = () => narrow() ? 0 : 230;
  const rowHeight = () => narrow() ? 44 : 28;
  const trackWidth = () => Math.max(60, box.clientWidth - laneWidth() - (narrow() ? 0 : 6));
  const x = seconds => (seconds - from) / (to - from) * trackWidth();

  const build = () => {
    const root = byId('timeline-view');
    buttons = WIDTHS.map(([name, width]) => h('button', { type: 'button', onclick: () => show(width) }, name));
    const sort = h('select', { onchange: event => { state.sort = event.target.value; refresh(); } },
      h('option', { value: 'role' }, 'node and role'), h('option', { value: 'end' }, 'what ends first'));
    root.append(h('div', { class: 'controls', role: 'group', 'aria-label': 'Zoom' }, ...buttons,
      h('button', { type: 'button', 'aria-label': 'Zoom in', onclick: () => zoom(.5) }, '+'),
      h('button', { type: 'button', 'aria-label': 'Zoom out', onclick: () => zoom(2) }, '−'),
      h('button', { type: 'button', 'aria-label': 'Earlier', onclick: () => pan(-.3) }, '←'),
      h('button', { type: 'button', 'aria-label': 'Later', onclick: () => pan(.3) }, '→'),
      h('span', { class: 'space' }),
      ...['Valid', 'Expiring', 'Expired'].map(name => h('span', { class: 'legend' }, h('span', { class: `swatch ${name.toLowerCase()}` }), name)),
      h('label', {}, 'Sort by', sort)));
    box = h('div', { class: 'lanes', tabindex: '0', role: 'group', 'aria-label': 'Timeline. Left and right arrow keys move in time, plus and minus zoom.', onkeydown: key, onscroll: draw });
    axis = h('div', { class: 'axis', 'aria-hidden': 'true' });
    rows = h('div', { class: 'rows' });
    box.append(axis, rows);
    card = h('div', { class: 'card', 'aria-live': 'polite' });
    root.append(box, card);
    box.addEventListener('wheel', event => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const left = box.getBoundingClientRect().left + laneWidth();
      zoom(event.deltaY > 0 ? 1.25 : .8, from + (event.clientX - left) / trackWidth() * (to - from));
    }, { passive: false });
    drag();
    new ResizeObserver(draw).observe(box);
    mark(2 * YEAR);
  };

  const drag = () => {
    let start = null;
    box.addEventListener('pointerdown', event => {
      if (event.button === 0 && event.target.closest('svg')) start = { at: event.clientX, from, to };
    });
    addEventListener('pointermove', event => {
      if (!start || Math.abs(event.clientX - start.at) < 3) return;
      box.classList.add('dragging');
      const moved = (event.clientX - start.at) / trackWidth() * (start.to - start.from);
      [from, to] = [start.from - moved, start.to - moved];
      draw();
    });
    addEventListener('pointerup', () => { start = null; box.classList.remove('dragging'); });
  };

  const key = event => {
    const does = { ArrowLeft: () => pan(-.2), ArrowRight: () => pan(.2), '+': () => zoom(.5), '=': () => zoom(.5), '-': () => zoom(2), Home: () => show(2 * YEAR) }[event.key];
    if (!does || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    does();
  };

  const mark = width => buttons.forEach((button, place) => button.setAttribute('aria-pressed', WIDTHS[place][1] === width));
  const show = width => {
    if (width > 0) [from, to] = [raw.asOf - width / 2, raw.asOf + width / 2];
    else {
      const begins = lanes.filter(lane => lane.end).map(lane => lane.begin), ends = lanes.filter(lane => lane.end).map(lane => lane.end);
      const first = begins.reduce((a, b) => Math.min(a, b), raw.asOf), last = ends.reduce((a, b) => Math.max(a, b), raw.asOf);
      // A certificate may end in the year 9999; what is then to be seen of the others?
      const room = Math.max(DAY, Math.min(last, raw.asOf + 40 * YEAR) - Math.max(first, raw.asOf - 40 * YEAR)) * .03;
      [from, to] = [Math.max(first, raw.asOf - 40 * YEAR) - room, Math.min(last, raw.asOf + 40 * YEAR) + room];
    }
    mark(width);
    draw();
  };
  const zoom = (factor, about = (from + to) / 2) => {
    const width = Math.min(200 * YEAR, Math.max(3600, (to - from) * factor)), share = (about - from) / (to - from);
    [from, to] = [about - width * share, about + width * (1 - share)];
    mark(-1);
    draw();
  };
  const pan = share => { const moved = (to - from) * share; from += moved; to += moved; mark(-1); draw(); };

  const refresh = () => {
    const certificates = certificatesShown();
    if (state.sort === 'end') lanes = [...certificates].sort((a, b) => a.end - b.end);
    else {
      lanes = [];
      for (const certificate of certificates) {
        if (nodes.length > 1 && lanes.at(-1)?.node !== certificate.node) lanes.push({ node: certificate.node });
        lanes.push(certificate);
      }
    }
    draw();
  };

  const ticks = () => {
    const steps = [3600, 6 * 3600, DAY, 7 * DAY, 30.44 * DAY, 91.3 * DAY, YEAR, 2 * YEAR, 5 * YEAR, 10 * YEAR, 25 * YEAR];
    const step = steps.find(size => (to - from) / size <= trackWidth() / 92) ?? 50 * YEAR;
    const found = [], start = new Date(from * 1000);
    if (step < 30 * DAY) {
      for (let t = Math.ceil(from / step) * step; t < to; t += step) found.push([t, step < DAY ? moment(t).replace(/ \d{4},/, ',') : day(t).slice(0, -5)]);
    } else {
      const months = step < YEAR ? Math.round(step / (30.44 * DAY)) : Math.round(step / YEAR) * 12;
      for (let m = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months; found.length < 60; m += months) {
        const t = Date.UTC(0, 0) && new Date(0).setUTCFullYear(Math.floor(m / 12), m % 12, 1) / 1000;
        if (t > to) break;
        if (t >= from) found.push([t, months < 12 ? `${MONTHS[m % 12]} ${Math.floor(m / 12)}` : `${Math.floor(m / 12)}`]);
      }
    }
    return found;
  };

  const drawAxis = marks => {
    const width = trackWidth(), now = x(raw.asOf);
    const label = now > width - 90 ? { x: now - 5, 'text-anchor': 'end' } : { x: now + 5 };
    const free = marks.filter(([t]) => now < 0 || now > width || x(t) < now - (now > width - 90 ? 150 : 66) || x(t) > now + (now > width - 90 ? 8 : 84));
    axis.replaceChildren(s('svg', { width, height: 30 }, ...free.map(([t, name]) =>
      s('text', { class: 'tick-text', x: x(t) + 4, y: 19 }, name)),
      s('line', { class: 'now', x1: now, x2: now, y1: 0, y2: 30 }), s('text', { class: 'now-text', y: 19, ...label }, day(raw.asOf))));
  };

  const lane = (certificate, marks) => {
    const width = trackWidth(), height = narrow() ? 22 : rowHeight(), left = Math.max(-4, x(certificate.begin)), right = Math.min(width + 4, x(certificate.end));
    const parts = marks.map(([t]) => s('line', { class: 'tick', x1: x(t), x2: x(t), y1: 0, y2: height }));
    if (certificate.end > certificate.begin && right > 0 && left < width) {
      parts.push(s('rect', { class: `life ${STATUSES[certificate.status].toLowerCase()}`, x: left, y: height / 2 - 5, width: Math.max(2, right - left), height: 10, rx: 3 }));
    }
    const words = `${day(certificate.end)}: ${textAt(certificate.row[11])}`;
    // Beyond its end stands what that end means; what lies outside of the time that is shown says where it is.
    const room = Math.floor((width - Math.max(right, 0) - 12) / 6.1);
    if (left >= width) parts.push(s('text', { class: 'after', x: width - 8, y: height / 2 + 4, 'text-anchor': 'end' }, `from ${day(certificate.begin)} →`));
    else if (width - right > 120) parts.push(s('text', { class: 'after', x: Math.max(right, 0) + 8, y: height / 2 + 4 }, clip(right < 0 ? `← ${words}` : words, room)));
    parts.push(s('line', { class: 'now', x1: x(raw.asOf), x2: x(raw.asOf), y1: 0, y2: height }));
    return s('svg', { class: 'track', width, height, 'aria-hidden': 'true' }, s('title', {}, `${certificate.name}: ${moment(certificate.begin)} to ${moment(certificate.end)}. ${textAt(certificate.row[11])}`), ...parts);
  };

  const choose = certificate => { chosen = certificate; card.replaceChildren(...certificateCard(certificate)); draw(); };

  const draw = () => {
    if (!box?.clientWidth) return;
    const height = rowHeight(), marks = ticks(), focused = document.activeElement?.dataset?.lane;
    rows.style.height = `${(printing ? Math.min(lanes.length, 400) : lanes.length) * height}px`;
    drawAxis(marks);
    const first = printing ? 0 : Math.max(0, Math.floor(box.scrollTop / height) - 6);
    const last = printing ? Math.min(lanes.length, 400) : Math.min(lanes.length, first + Math.ceil(box.clientHeight / height) + 12);
    rows.replaceChildren(...lanes.slice(first, last).map((item, place) => {
      const row = item.end === undefined
        ? h('div', { class: 'row group' }, item.node.name)
        : h('div', { class: item === chosen ? 'row chosen' : 'row' },
          h('span', { class: 'lane' }, h('button', { type: 'button', 'data-lane': first + place, 'aria-label': `${item.name}: ${STATUSES[item.status]}, ${ending(item)}`, onclick: () => choose(item) },
            state.sort === 'end' && nodes.length > 1 ? `${item.name} · ${item.node.name}` : item.name)),
          lane(item, marks));
      row.style.top = `${(first + place) * height}px`;
      row.style.height = `${height}px`;
      if (item.end !== undefined) row.firstChild.style.width = narrow() ? '100%' : `${laneWidth()}px`;
      return row;
    }));
    if (focused !== undefined) rows.querySelector(`[data-lane="${focused}"]`)?.focus({ preventScroll: true });
  };

  return { build, refresh, print: on => { printing = on; draw(); } };
})();
