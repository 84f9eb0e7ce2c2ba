/** A planner measures what is known: the edge and the area of a plot, the height of a school, and a line by keyboard alone. */
import type { Page } from '@playwright/test';
import type { PlaceDeg } from '../fixtures/plan-view.ts';
import { metresBetween, openPlanView, settled } from '../fixtures/plan-view.ts';
import { expect, test } from '../fixtures/test.ts';

interface Feature {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: { readonly coordinates: readonly (readonly [number, number][])[] };
}

async function featureOf(page: Page, register: string, id: string): Promise<Feature> {
  const { features }: { features: Feature[] } = await (
    await page.request.get(new URL(`/district/vectors/${register}.geojson`, page.url()).href)
  ).json();
  const found = features.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id} in ${register}`);
  return found;
}

const ringOf = ({ geometry }: Feature): PlaceDeg[] =>
  (geometry.coordinates[0] ?? [])
    .slice(0, -1)
    .map(([longitudeDeg, latitudeDeg]) => ({ longitudeDeg, latitudeDeg }));

const middleOf = (ring: readonly PlaceDeg[]): PlaceDeg => ({
  longitudeDeg: ring.reduce((sum, each) => sum + each.longitudeDeg, 0) / ring.length,
  latitudeDeg: ring.reduce((sum, each) => sum + each.latitudeDeg, 0) / ring.length,
});

function areaM2(ring: readonly PlaceDeg[]): number {
  const [first] = ring;
  if (first === undefined) return Number.NaN;
  const corners = ring.map((each) => metresBetween(first, each));
  return Math.abs(
    corners.reduce((sum, a, index) => {
      const b = corners[(index + 1) % corners.length] ?? a;
      return sum + (a.eastM * b.northM - b.eastM * a.northM) / 2;
    }, 0),
  );
}

/** The number beside a name in the newest result of the panel. */
async function resultOf(page: Page, name: string): Promise<number> {
  const row = page.locator('#panel .result').last().locator('.facts > div', { hasText: name });
  return Number((await row.locator('dd').innerText()).replace('−', '-').split(/\s/)[0]);
}

async function measure(page: Page, tool: string): Promise<void> {
  await page.locator('#panel .tool-buttons').getByRole('button', { name: tool }).click();
}

test('distance and area of a plot, height of a school: what the register says, with the hint at the cursor', async ({
  desk,
}, testInfo) => {
  // three views, each with its tiles, in a software renderer
  test.slow();
  const page = await desk('planner');
  await page.getByRole('tab', { name: '量测' }).click();
  const ring = ringOf(await featureOf(page, 'zones', 'zone-057'));
  const [a, b] = ring;
  if (a === undefined || b === undefined) throw new Error('the plot has no corners');
  const plot = await openPlanView(page, middleOf(ring), 160);
  await settled(page, plot.toPx(a), (reading) => {
    const { eastM, northM } = metresBetween(a, reading);
    return Math.hypot(eastM, northM) < 1;
  });

  await measure(page, '距离');
  await page.mouse.click(plot.toPx(a).x, plot.toPx(a).y);
  await page.mouse.move(plot.toPx(b).x, plot.toPx(b).y, { steps: 3 });
  const hint = page.locator('.ck-hint');
  await expect(hint).toContainText('点击下一点');
  const box = await hint.boundingBox();
  expect(Math.abs((box?.x ?? 0) - plot.toPx(b).x)).toBeLessThan(40);
  expect(Math.abs((box?.y ?? 0) - plot.toPx(b).y)).toBeLessThan(40);
  await page.mouse.click(plot.toPx(b).x, plot.toPx(b).y);
  // one too many, taken back
  await page.mouse.click(plot.toPx(a).x + 30, plot.toPx(a).y + 30);
  await page.keyboard.press('Backspace');
  await page.screenshot({ path: testInfo.outputPath('distance.png') });
  await page.keyboard.press('Enter');
  const { eastM, northM } = metresBetween(a, b);
  const edgeM = Math.hypot(eastM, northM);
  expect(Math.abs((await resultOf(page, '水平')) - edgeM)).toBeLessThan(0.4);

  await measure(page, '面积');
  for (const corner of ring) {
    await page.mouse.click(plot.toPx(corner).x, plot.toPx(corner).y);
    await page.waitForTimeout(500);
  }
  await page.keyboard.press('Enter');
  await page.screenshot({ path: testInfo.outputPath('area.png') });
  const known = areaM2(ring);
  expect(Math.abs((await resultOf(page, '投影面积')) / known - 1)).toBeLessThan(0.01);

  const school = await featureOf(page, 'buildings', 'b-21-1');
  const roof = middleOf(ringOf(school));
  const yard = { longitudeDeg: roof.longitudeDeg, latitudeDeg: roof.latitudeDeg - 0.0001 };
  const view = await openPlanView(page, roof, 80);
  const floorsM = (school.properties['floorHeightsM'] as number[]).reduce((sum, each) => sum + each, 0);
  const roofHeightM = Number(school.properties['groundM']) + floorsM;
  await settled(page, view.toPx(roof), ({ heightM }) => Math.abs(heightM - roofHeightM) < 0.1);
  await measure(page, '高差');
  await page.mouse.click(view.toPx(yard).x, view.toPx(yard).y);
  await page.waitForTimeout(500);
  await page.mouse.click(view.toPx(roof).x, view.toPx(roof).y);
  expect(Math.abs((await resultOf(page, '高差')) - floorsM)).toBeLessThan(0.2);
  await page.screenshot({ path: testInfo.outputPath('height.png') });
});

test('a line by keyboard alone: arrows move a crosshair, Enter places and finishes, Esc goes back', async ({
  desk,
}, testInfo) => {
  const page = await desk('planner');
  await page.getByRole('tab', { name: '量测' }).click();
  const widthM = 120;
  await openPlanView(page, { longitudeDeg: 121.553, latitudeDeg: 29.879 }, widthM);
  await page.getByRole('tab', { name: '量测' }).focus();
  for (let presses = 0; presses < 3; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(':focus').innerText()) === '距离') break;
  }
  await page.keyboard.press('Enter');
  await expect(page.locator('.ck-crosshair')).toBeVisible();
  await expect(page.getByRole('application')).toBeFocused();
  await page.keyboard.press('Enter');
  for (let step = 0; step < 10; step++) await page.keyboard.press('ArrowRight');
  await expect(page.locator('.ck-hint')).toContainText('回车');
  await page.screenshot({ path: testInfo.outputPath('keyboard.png') });
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  const box = await page.locator('#map').boundingBox();
  const known = (120 * widthM) / (box?.width ?? Number.NaN);
  expect(Math.abs((await resultOf(page, '水平')) - known)).toBeLessThan(0.2);
  // nothing is begun: Esc ends the tool, and the focus is where it was
  await page.keyboard.press('Escape');
  await expect(page.locator('.ck-crosshair')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '距离', exact: true })).toBeFocused();
});
