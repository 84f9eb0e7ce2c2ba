/** The survey mesh. Where it is not loaded yet, and through it, the images on the ground are seen. */
import type { Cesium3DTileset as Tileset, Scene } from 'cesium';
import { Cesium3DTileStyle } from 'cesium';
import { useEffect, useState } from 'react';
import { Cesium3DTileset } from 'resium';
import type { District } from '../../../contracts/district.ts';
import { useGlobe } from '../globe-context.ts';
import type { LayerStates } from '../globe-port.ts';
import { drawsInSoftware, setGroundUnderMesh } from '../scene-setup.ts';

/** Screen error in px of the tile shown. 16 switches where the survey software meant its levels to switch. */
const SCREEN_ERROR_PX = 16;
const SCREEN_ERROR_SOFTWARE_PX = 32;
const CACHE_BYTES = 512 * 2 ** 20;
/** The town steps back, so that the shafts under it stand out. */
const UNDERGROUND_TINT = '#a9b4bf';
const PLAIN_TINT = 'white';

interface MeshLayersProps {
  readonly district: District;
  readonly districtUrl: string;
  readonly layers: LayerStates;
  readonly underground: boolean;
  /** swiping compares images on the ground: the mesh would stand on both */
  readonly swiping: boolean;
}

interface MeshLook {
  readonly show: boolean;
  readonly opacity: number;
  readonly tint: string;
}

/** resium leaves a property alone that becomes undefined, so look and visibility are set here. */
function showTileset(scene: Scene, tileset: Tileset, look: MeshLook): void {
  if (tileset.isDestroyed()) return;
  const { show, opacity, tint } = look;
  const plain = opacity === 1 && tint === PLAIN_TINT;
  tileset.style = plain
    ? undefined
    : new Cesium3DTileStyle({ color: `color('${tint}', ${opacity.toFixed(2)})` });
  tileset.show = show;
  scene.requestRender();
}

function MeshLayer(props: MeshLook & { readonly url: string }) {
  const { scene } = useGlobe();
  const { opacity, show, tint } = props;
  const [screenErrorPx] = useState(() =>
    drawsInSoftware(scene) ? SCREEN_ERROR_SOFTWARE_PX : SCREEN_ERROR_PX,
  );
  const [tileset, setTileset] = useState<Tileset | null>(null);
  useEffect(() => {
    if (tileset !== null) showTileset(scene, tileset, { show, opacity, tint });
  }, [scene, tileset, show, opacity, tint]);
  return (
    <Cesium3DTileset
      url={props.url}
      maximumScreenSpaceError={screenErrorPx}
      cacheBytes={CACHE_BYTES}
      dynamicScreenSpaceError
      foveatedScreenSpaceError
      onReady={setTileset}
    />
  );
}

export function MeshLayers({ district, districtUrl, layers, underground, swiping }: MeshLayersProps) {
  const [askedIds, setAskedIds] = useState<ReadonlySet<string>>(new Set());
  const shown = swiping ? [] : district.meshes.filter((mesh) => layers[mesh.id]?.visible === true);
  const missing = shown.filter((mesh) => !askedIds.has(mesh.id));
  if (missing.length > 0) setAskedIds(new Set([...askedIds, ...missing.map((mesh) => mesh.id)]));
  const { scene } = useGlobe();
  const underMesh = shown.length > 0;
  useEffect(() => setGroundUnderMesh(scene, underMesh), [scene, underMesh]);
  return district.meshes
    .filter((mesh) => askedIds.has(mesh.id))
    .map((mesh) => {
      const own = layers[mesh.id]?.opacity ?? 1;
      return (
        <MeshLayer
          key={mesh.id}
          url={districtUrl + mesh.tileset}
          show={shown.includes(mesh)}
          opacity={own}
          tint={underground ? UNDERGROUND_TINT : PLAIN_TINT}
        />
      );
    });
}
