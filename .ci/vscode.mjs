// Opens web.yaml of a folder in code-server, waits for a finding, and applies its quick fix.
//
//	node vscode.mjs URL FOLDER CHROMIUM
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [url, folder, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });

async function reached() {
  for (let i = 0; i < 60; i++) {
    try {
      return await page.goto(`${url}?folder=${folder}`);
    } catch {
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
  throw new Error('code-server does not start');
}

try {
  await reached();
  await page.waitForSelector('.monaco-workbench', { timeout: 120000 });
  await page.locator('.explorer-folders-view >> text=web.yaml').dblclick({ timeout: 60000 });
  await page.waitForSelector('.squiggly-error', { timeout: 120000 });
  console.log('a finding is visible');
  await page.keyboard.press('F8'); // goes to the finding
  await page.waitForSelector('text=is not a valid host', { timeout: 30000 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+.');
  await page.waitForSelector('text=Write web.example.com', { timeout: 30000 });
  await page.keyboard.press('Enter'); // the first one, which is preferred
  await page.waitForSelector('.squiggly-error', { state: 'detached', timeout: 30000 });
  await page.keyboard.press('Control+s');
  for (let i = 0; i < 50 && readFileSync(`${folder}/web.yaml`, 'utf8').includes('http:'); i++) {
    await page.waitForTimeout(200);
  }
  const text = readFileSync(`${folder}/web.yaml`, 'utf8');
  if (!text.includes('host: web.example.com\n')) {
    throw new Error(`the fix has not changed the file:\n${text}`);
  }
  console.log('a quick fix changes the file');
} catch (error) {
  await page.screenshot({ path: process.env.SCREENSHOT || '/tmp/backendctl-vscode.png' });
  throw error;
} finally {
  await browser.close();
}
