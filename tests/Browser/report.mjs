// Opens reports in Chromium as people do, and tells what held, a line of JSON each: { name, ok, detail }.
// node report.mjs BROWSER DIRECTORY: the directory has one.html (a node), many.html (several) and hostile.html; screenshots go into it.
import { chromium } from 'playwright-core';
import { join, resolve } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [executablePath, directory] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const told = (name, ok, detail = '') => console.log(JSON.stringify({ name, ok: Boolean(ok), detail: String(detail) }));

// A page that remembers what it said, and every request that was no file of ours.
const open = async (file, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const said = [], asked = [];
  page.on('console', message => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => said.push(`error: ${error.message}`));
  page.on('dialog', dialog => { said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  const url = pathToFileURL(resolve(directory, file)).href;
  page.on('request', request => { if (request.url() !== url) asked.push(request.url()); });
  const begun = Date.now();
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready]', { timeout: 20000 });
  return { page, said, asked, took: Date.now() - begun, close: () => context.close() };
};
const count = (page, selector) => page.locator(selector).count();

// On a telephone nothing of a row is off the screen, and a row is as high as what it holds.
for (const colorScheme of ['light', 'dark']) {
  const { page, close } = await open('many.html', { viewport: { width: 390, height: 844 }, colorScheme });
  const rows = await page.evaluate(() => [...document.querySelectorAll('#inventory-rows tr, #node-rows tr')].map(row => {
    const cells = [...row.children].filter(cell => cell.offsetParent);
    return { right: Math.max(...cells.map(cell => cell.getBoundingClientRect().right)), height: row.offsetHeight,
      text: cells.reduce((sum, cell) => sum + cell.offsetHeight, 0), name: row.textContent.slice(0, 40) };
  }));
  const off = rows.filter(row => row.right > 391), stretched = rows.filter(row => row.height > row.text + 60);
  told(`a narrow ${colorScheme} page has all of each row`, rows.length > 2 && off.length === 0, JSON.stringify(off.slice(0, 3)));
  told(`a narrow ${colorScheme} page has no empty heights`, stretched.length === 0, JSON.stringify(stretched.slice(0, 3)));
  for (const section of ['plan', 'inventory']) {
    await page.click(`#sections a[href="#${section}"]`);
    await page.waitForTimeout(1200);
    const top = await page.evaluate(id => document.querySelector(`#${id} h2`).getBoundingClientRect().top, section);
    told(`the narrow ${colorScheme} page goes to ${section}`, top >= 0 && top < 500, top);
  }
  await page.screenshot({ path: join(directory, `narrow-${colorScheme}.png`) });
  await close();
}

for (const file of ['one.html', 'many.html', 'hostile.html']) {
  const { page, said, asked, close } = await open(file);
  told(`${file} says nothing on the console`, said.length === 0, said.join('; '));
  told(`${file} asks for nothing`, asked.length === 0, asked.join(' '));
  told(`${file} draws lanes and a graph`, await count(page, '.row svg rect.life') > 0 && await count(page, '.graph .box') > 3 && await count(page, '.graph .edge') > 0);
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, all) => all.indexOf(id) !== at));
  told(`${file} has no id twice`, ids.length === 0, ids.join(' '));
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, a, input, select, [role=region], [role=button]')]
    .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label')?.textContent.trim())).map(e => e.outerHTML.slice(0, 80)));
  told(`${file} names all that can be used`, nameless.length === 0, nameless.join(' '));
  await close();
}

{
  const { page, close } = await open('one.html');
  const rows = await count(page, '#inventory-rows tr');
  await page.fill('#search', 'apiserver-etcd');
  await page.waitForFunction(all => document.querySelectorAll('#inventory-rows tr').length < all, rows);
  told('search finds the certificate', (await page.locator('#inventory-rows').innerText()).includes('apiserver-etcd-client') && /fit\./.test(await page.innerText('#found')));
  await page.fill('#search', 'no such thing anywhere');
  await page.waitForFunction(() => document.querySelectorAll('#inventory-rows tr.nothing').length === 1);
  told('search that finds nothing says so', (await page.innerText('#finding-list')).includes('No finding fits')
    && (await page.innerText('#inventory-rows')).includes('No certificate fits') && (await page.innerText('#trust-view')).includes('Nothing in the graph fits'));
  await page.fill('#search', '');
  await page.waitForFunction(all => document.querySelectorAll('#inventory-rows tr').length === all, rows);

  const ticks = () => page.locator('.axis svg').innerHTML(), before = await ticks();
  await page.click('button[aria-label="Zoom in"]');
  const zoomed = await ticks();
  await page.click('.controls button:text-is("All")');
  told('zoom changes the time that is shown', before !== zoomed && zoomed !== await ticks());
  await page.locator('.lanes').focus();
  await page.keyboard.press('ArrowRight');
  const moved = await ticks();
  await page.keyboard.press('Home');
  told('keys move and reset the timeline', moved !== before && await ticks() === before);
  await page.locator('.row .lane button').first().click();
  told('a lane tells what its end means', (await page.locator('#timeline-view .card').innerText()).includes('When it ends'));

  await page.click('#inventory-table thead button >> text=Ends');
  const ends = () => page.locator('#inventory-rows time').evaluateAll(all => all.map(e => e.getAttribute('datetime')));
  const up = await ends();
  await page.click('#inventory-table thead button >> text=Ends');
  const down = await ends();
  told('the inventory sorts', up.join() === [...up].sort().join() && down.join() === [...up].sort().reverse().join(), up[0]);

  await page.locator('.graph .box').first().focus();
  await page.keyboard.press('Enter');
  told('a key of the graph tells its ties', (await page.locator('#trust-view > .card').innerText()).includes('signs'));
  await page.locator('.finding summary').nth(1).click();
  told('a finding opens', await page.locator('.finding[open] .remedy').nth(1).waitFor({ timeout: 5000 }).then(() => true, () => false));
  const pdf = await page.pdf({ format: 'A4' });
  told('it prints', pdf.length > 20000, pdf.length);
  told('one node has nothing that only several show', await count(page, '#fleet') === 0);
  await close();
}

{
  const { page, close } = await open('many.html');
  const all = await count(page, '#node-rows tr');
  await page.locator('#node-rows button').last().click();
  const name = await page.locator('#node option:checked').innerText();
  told('a node is chosen', all > 1 && (await page.innerText('#plan-view')).includes(`Of ${name}.`), name);
  await close();
}

for (const javaScriptEnabled of [true, false]) {
  const { page, close } = await open('many.html', { javaScriptEnabled });
  const text = await page.locator('#fleet').innerText(), first = page.locator('#fleet .finding').first();
  told(`what only several nodes show is there${javaScriptEnabled ? '' : ' without scripts'}`, text.includes('FleetAuthorityMismatch') && text.includes('Evidence')
    && await first.getAttribute('open') !== null && (!javaScriptEnabled || await count(page, '#sections a[href="#fleet"]') === 1));
  await close();
}

{
  const { page, close } = await open('one.html', { javaScriptEnabled: false });
  const text = await page.innerText('body');
  told('without scripts the essence is there', ['apiserver', 'Evidence', 'Remedy', 'Afterwards'].every(word => text.includes(word)) && await count(page, '#inventory-rows tr') > 5);
  await close();
}

{
  const { page, close } = await open('hostile.html');
  told('what files say makes no element', await count(page, 'img, iframe, object, embed, script[src], link') === 0 && !await page.evaluate(() => globalThis.owned));
  told('what files say is shown', (await page.innerText('body')).includes('<img src=x onerror='));
  await close();
}

// A fleet of a thousand: nodes of many.html with names, hashes and serial numbers of their own, as other nodes of one kind have them.
const grow = (html, wanted) => {
  const start = html.indexOf('id="data">') + 10, end = html.indexOf('</script>', start), data = JSON.parse(html.slice(start, end)), texts = [];
  const one = { F: 'nttttTttt', C: 'ttttttnnnTtttt', V: 'nttttnnTnt', E: 'nnnt', S: 'ttTTT', N: 'tttnttFCVESTTnt' };
  const places = new Map();
  const copy = (row, kinds, number) => row.map((cell, at) => {
    const kind = kinds[at];
    const text = place => {
      if (place === null) return null;
      const made = data.texts[place].replace(/[0-9a-f]{12,}/g, hex => [...hex].map((c, i) => ((parseInt(c, 16) + number * (i + 3)) % 16).toString(16)).join(''));
      if (!places.has(made)) { places.set(made, texts.length); texts.push(made); }
      return places.get(made);
    };
    return cell === null || kind === 'n' ? cell : kind === 't' ? text(cell) : kind === 'T' ? cell.map(text) : cell.map(inner => copy(inner, one[kind], number));
  });
  const nodes = Array.from({ length: wanted }, (_, number) => copy(data.nodes[number % data.nodes.length], one.N, number));
  nodes.forEach((node, number) => { node[0] = texts.push(`node-${number}`) - 1; });
  return html.slice(0, start) + JSON.stringify({ asOf: data.asOf, nodes, texts }).replaceAll('<', '\\u003c') + html.slice(end);
};

{
  writeFileSync(join(directory, 'thousand.html'), grow(readFileSync(join(directory, 'many.html'), 'utf8'), 1000));
  const { page, said, took, close } = await open('thousand.html');
  told('a thousand nodes open in 2 seconds', took < 2000 && said.length === 0, `${took} ms ${said.join('; ')}`);
  const begun = Date.now();
  await page.fill('#search', 'apiserver-etcd');
  await page.waitForFunction(() => document.getElementById('found').textContent !== '');
  told('a thousand nodes are searched in 2 seconds', Date.now() - begun < 2000, `${Date.now() - begun} ms, ${await page.innerText('#found')}`);
  await close();
}

for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']]) {
  for (const file of ['one', 'many']) {
    const { page, close } = await open(`${file}.html`, { colorScheme, viewport: { width, height: 844 } });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    told(`${file}.html fits ${width} pixels, ${colorScheme}`, wide <= width, wide);
    await page.screenshot({ path: join(directory, `${file}-${width}-${colorScheme}.png`), fullPage: true });
    await close();
  }
}
await browser.close();
