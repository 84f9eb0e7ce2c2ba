/** A duty officer finds a cover and reads on the mesh beside it the height that the register says. */
import { metresBetween, openPlanView, settled } from '../fixtures/plan-view.ts';
import { expect, test } from '../fixtures/test.ts';

/** Under the open sky in the sample district: no crown and no awning above. */
const COVERS = ['cover-002', 'cover-020', 'cover-041'];
const PROMISED_M = 0.1;
const VIEW_WIDTH_M = 60;

interface CoverFeature {
  readonly id: string;
  readonly properties: { readonly orthometricHeightM: number };
  readonly geometry: { readonly coordinates: readonly [number, number] };
}

test('covers, mesh and read-out meet: the street beside the shaft has the height of the register', async ({
  desk,
}, testInfo) => {
  const page = await desk('duty');
  const answer = await page.request.get(new URL('/district/vectors/covers.geojson', page.url()).href);
  const { features }: { features: CoverFeature[] } = await answer.json();
  for (const id of COVERS) {
    const cover = features.find((each) => each.id === id);
    if (cover === undefined) throw new Error(`no ${id} in the register`);
    const [longitudeDeg, latitudeDeg] = cover.geometry.coordinates;
    await page.keyboard.press('Control+k');
    await page.keyboard.insertText(id);
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.locator('aside.inspector')).toContainText(id);
    const view = await openPlanView(page, { longitudeDeg, latitudeDeg }, VIEW_WIDTH_M);
    const beside = view.toPx({ longitudeDeg: longitudeDeg + 1e-5, latitudeDeg });
    await settled(page, beside, (reading) => {
      const { eastM, northM } = metresBetween({ longitudeDeg, latitudeDeg }, reading);
      const apartM = Math.abs(reading.heightM - cover.properties.orthometricHeightM);
      return Math.hypot(eastM, northM) < 1.5 && apartM < PROMISED_M;
    });
    await page.screenshot({ path: testInfo.outputPath(`${id}.png`) });
  }
});
