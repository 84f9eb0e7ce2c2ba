/** The ground of the globe: the district's terrain, or a level plain while that layer is off. */
import type { Scene, TerrainProvider } from 'cesium';
import { useEffect } from 'react';
import type { District } from '../../../contracts/district.ts';
import { useGlobe } from '../globe-context.ts';
import type { LayerStates } from '../globe-port.ts';
import { ArchiveTerrainProvider, levelTerrain } from './archive-terrain-provider.ts';

function setTerrain(scene: Scene, heights: TerrainProvider): void {
  scene.terrainProvider = heights;
  scene.requestRender();
}

/** The camera may go below; shafts shine through the ground by themselves (pins/chambers.tsx). */
function openGround(scene: Scene, open: boolean): void {
  scene.screenSpaceCameraController.enableCollisionDetection = !open;
  scene.requestRender();
}

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
    const heights =
      terrain !== undefined && shown
        ? new ArchiveTerrainProvider(terrain, districtUrl + terrain.archive)
        : levelTerrain(outsideM);
    setTerrain(scene, heights);
  }, [scene, terrain, districtUrl, shown, outsideM]);
  useEffect(() => openGround(scene, underground), [scene, underground]);
  return null;
}
