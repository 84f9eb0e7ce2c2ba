/** The ground of the globe: the district's terrain, or a level plain while that layer is off. */
import type { Scene, TerrainProvider } from 'cesium';
import { useEffect } from 'react';
import type { District } from '../../../contracts/district.ts';
import { useGlobe } from '../globe-context.ts';
import type { LayerStates } from '../globe-port.ts';
import { ArchiveTerrainProvider, levelTerrain } from './archive-terrain-provider.ts';

const FRONT_ALPHA_OPEN = 0.45;

function setTerrain(scene: Scene, heights: TerrainProvider): void {
  scene.terrainProvider = heights;
  scene.requestRender();
}

function openGround(scene: Scene, open: boolean): void {
  const { globe, screenSpaceCameraController } = scene;
  globe.translucency.enabled = open;
  globe.translucency.frontFaceAlpha = FRONT_ALPHA_OPEN;
  globe.translucency.backFaceAlpha = 1;
  screenSpaceCameraController.enableCollisionDetection = !open;
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
