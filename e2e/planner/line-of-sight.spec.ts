/** A planner asks whether one place sees another; the panel says what the command line says of the same points. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface CliAnswer {
  readonly visible: boolean;
  readonly clearanceM: number | null;
  readonly obstructions: readonly {
    readonly distanceM: number;
    readonly endDistanceM: number;
    readonly cutM: number;
    readonly point: readonly [number, number, number];
  }[];
  readonly targetHeightToSeeM: number | null;
}

/** The command that the panel gives, run on the same file. */
function repeat(command: string): CliAnswer {
  const args = command
    .replace('--surface ', `--surface ${path.join(ROOT, '.cache/sample-district')}/`)
    .split(/\s+/)
    .slice(1);
  const text = execFileSync('npm', ['run', '-s', 'chengkan', '--', ...args], { cwd: ROOT, encoding: 'utf8' });
  const answer: CliAnswer = JSON.parse(text);
  return answer;
}

async function typeEnd(page: Page, name: string, values: Readonly<Record<string, string>>): Promise<void> {
  const end = page.locator('.sight-end', { has: page.getByText(name, { exact: true }) });
  for (const [label, value] of Object.entries(values)) {
    await end.getByLabel(label).fill(value);
    await end.getByLabel(label).press('Enter');
  }
}

const factOf = async (page: Page, name: string): Promise<string> => {
  const value = page.locator('.sight > .facts > div', { hasText: name }).locator('dd');
  return ((await value.innerText()).split(/\s/)[0] ?? '').replace('−', '-');
};

test('the panel and the command line agree on a hidden and a visible target', async ({ desk }, testInfo) => {
  const page = await desk('planner');
  await page.getByRole('tab', { name: '通视' }).click();
  const targets = [
    { seen: false, east: '49715', north: '50393', height: '1.5' },
    { seen: true, east: '49715', north: '50393', height: '150' },
  ];
  await typeEnd(page, '观察点', { 东坐标: '50000', 北坐标: '50000', 视高: '1.6' });
  for (const { seen, east, north, height } of targets) {
    await typeEnd(page, '目标点', { 东坐标: east, 北坐标: north, 目标高: height });
    const verdict = page.locator('.sight-verdict');
    await expect(verdict).toHaveText(seen ? /通视$/ : /不通视$/, { timeout: 90_000 });
    await page.getByText('数据与方法').click();
    const answer = repeat(await page.locator('.sight-command').innerText());
    await page.getByText('数据与方法').click();
    expect(answer.visible).toBe(seen);
    expect(await factOf(page, '最小净空')).toBe(answer.clearanceM?.toFixed(2));
    expect(await factOf(page, '目标可见所需高程')).toBe(answer.targetHeightToSeeM?.toFixed(2));
    const rows = page.locator('.sight-table tbody tr');
    await expect(rows).toHaveCount(answer.obstructions.length);
    const cells = await rows.evaluateAll((all) => all.map((row) => row.textContent?.replace('−', '-') ?? ''));
    expect(cells).toEqual(
      answer.obstructions.map(
        ({ distanceM, endDistanceM, point, cutM }, index) =>
          `${index + 1}${distanceM.toFixed(1)}${endDistanceM.toFixed(1)}${point[2].toFixed(1)}${cutM.toFixed(1)}`,
      ),
    );
    await page.screenshot({ path: testInfo.outputPath(seen ? 'visible.png' : 'hidden.png') });
  }
});

test('both ends from the map by clicks; the profile and the scene follow one another', async ({
  desk,
}, testInfo) => {
  const page = await desk('planner');
  await page.getByRole('tab', { name: '通视' }).click();
  const map = await page.locator('#map').boundingBox();
  if (map === null) throw new Error('the map is not drawn');
  const ends = page.locator('.sight-end');
  for (const [index, across] of [0.4, 0.6].entries()) {
    await ends.nth(index).getByRole('button').click();
    await page.mouse.move(map.x + map.width * across, map.y + map.height * 0.6, { steps: 3 });
    await expect(page.locator('.ck-hint')).toContainText(index === 0 ? '点选观察点' : '点选目标点');
    await page.mouse.click(map.x + map.width * across, map.y + map.height * 0.6);
    await expect(ends.nth(index).getByLabel('东坐标')).not.toHaveValue('');
  }
  await expect(page.locator('.sight-verdict')).toBeVisible({ timeout: 90_000 });
  const profile = page.locator('.drawer .profile svg');
  await expect(profile).toBeVisible();
  const before = await page.getByRole('application').screenshot();
  await profile.hover();
  await expect(page.locator('.drawer .profile-readout')).toContainText('距观察点');
  await expect
    .poll(async () => (await page.getByRole('application').screenshot()).equals(before))
    .toBe(false);
  await page.screenshot({ path: testInfo.outputPath('profile.png') });
  await page.locator('.drawer').getByRole('button', { name: '清除' }).click();
  await expect(profile).toHaveCount(0);
});

test('the surface loads with progress, can be cancelled and asked for again; a wrong file is refused', async ({
  page,
  signIn,
}, testInfo) => {
  await signIn('planner');
  await page.getByRole('tab', { name: '通视' }).click();
  // the network of a site office: the file hangs once, then comes broken, then whole
  let attempt = 0;
  await page.route('**/surfaces/dsm.tif', async (route) => {
    attempt += 1;
    if (attempt === 1) return;
    if (attempt === 2) await route.fulfill({ status: 200, body: 'II*\0 not the surface of the manifest' });
    else await route.continue();
  });
  await typeEnd(page, '观察点', { 东坐标: '50000', 北坐标: '50000' });
  await typeEnd(page, '目标点', { 东坐标: '50050', 北坐标: '50000' });
  const panel = page.locator('.sight');
  await expect(panel).toContainText('正在取数字表面模型');
  await page.screenshot({ path: testInfo.outputPath('loading.png') });
  await panel.getByRole('button', { name: '取消' }).click();
  await expect(panel).not.toContainText('正在取数字表面模型');
  await panel.getByRole('button', { name: '重新计算' }).click();
  await expect(panel.getByRole('alert')).toContainText('digest-mismatch');
  await page.screenshot({ path: testInfo.outputPath('refused.png') });
  await panel.getByRole('button', { name: '重试' }).click();
  await expect(page.locator('.sight-verdict')).toBeVisible({ timeout: 90_000 });
});
