/** Which source a file or folder is: OSGB where there is a root tile of that, else OBJ. */
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { convertRootTile } from './convert-tile.ts';
import type { MeshSource } from './mesh-source.ts';
import type { UpAxis } from './obj/load-obj.ts';
import { openObjSource } from './obj/obj-source.ts';
import { osgbPlace } from './osgb-place.ts';
import type { OsgbProduction } from './osgb-production.ts';
import { openProduction } from './osgb-production.ts';

const osgbSource = (production: OsgbProduction): MeshSource => ({
  ...production,
  near: undefined,
  placeOf: async (root, onWork) => {
    onWork();
    return await osgbPlace(root);
  },
  convert: async (context, root, outFolder) => {
    const converted = await convertRootTile(context, root, outFolder);
    return converted === null ? null : [{ folder: '', converted }];
  },
});

/** Errors: `no-source`, `no-tiles`. */
export async function openMeshSource(source: string, up: UpAxis): Promise<Result<MeshSource, CodedError>> {
  if (source.toLowerCase().endsWith('.obj')) {
    const obj = await openObjSource(source, up);
    if (obj !== null) return ok(obj);
  }
  const production = await openProduction(source);
  if (production.ok) return ok(osgbSource(production.value));
  if (production.error.code !== 'no-tiles') return production;
  const obj = await openObjSource(source, up);
  if (obj !== null) return ok(obj);
  const message = `${source}: no Data/Tile_x/Tile_x.osgb or Tile_x.obj in it`;
  return err({ code: 'no-tiles', message });
}
