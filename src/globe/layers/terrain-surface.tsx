/** The ground of the globe: the district's terrain, or a level plain while that layer is off. */
import { useEffect } from 'react';
import type { District } from '../../../contracts/district.ts';
import { useGlobe } from '../globe-context.ts';
import type { LayerStates } from '../globe-port.ts';
import { ArchiveTerrainProvider, levelTerrain } from './archive-terrain-provider.ts';

export function TerrainSurface(props: {
  readonly district: District;
  readonly districtUrl: string;
  readonly layers: LayerStates;
  readonly underground: boolean;
}) {
  const { scene } = useGlobe();
  const { district, districtUrl, underground } = props;
  const terrain = district.terrain;
  const state = terrain === undefined ? undefined : props.layers[terrain.id];
  const shown = state?.visible === true;
  const outsideM = terrain?.outsideEllipsoidalHeightM ?? district.home.ellipsoidalHeightM;
  useEffect(() => {
    scene.terrainProvider =
      terrain !== undefined && shown
        ? new ArchiveTerrainProvider(terrain, districtUrl + terrain.archive)
        : levelTerrain(outsideM);
    scene.requestRender();
  }, [scene, terrain, districtUrl, shown, outsideM]);
  useEffect(() => {
    const { globe, screenSpaceCameraController } = scene;
    globe.translucency.enabled = underground;
    globe.translucency.frontFaceAlpha = 0.45;
    globe.translucency.backFaceAlpha = 1;
    screenSpaceCameraController.enableCollisionDetection = !underground;
    scene.requestRender();
  }, [scene, underground]);
  return null;
}
