/**
 * The map. Everything of Cesium is behind this component; the client sees globe-port.ts.
 * The chunk is large: import it lazily.
 */
import { Suspense, useEffect, useMemo, useState } from 'react';
import type { Scene } from 'cesium';
import { Credit, CreditDisplay } from 'cesium';
import { CesiumWidget, useCesium } from 'resium';
import { CameraSteering } from './camera/camera-steering.tsx';
import { GlobeController } from './camera/globe-controller.ts';
import { ViewAddressSync } from './camera/view-address-sync.tsx';
import { MapControls } from './controls/map-controls.tsx';
import { ScaleBar } from './controls/scale-bar.tsx';
import { GlobeContext } from './globe-context.ts';
import type { GlobeProps } from './globe-port.ts';
import './globe.css';
import { ImageryLayers } from './layers/imagery-layers.tsx';
import { MeshLayers } from './layers/mesh-layers.tsx';
import { TerrainSurface } from './layers/terrain-surface.tsx';
import { VectorLayers } from './layers/vector-layers.tsx';
import { MeasureTools } from './measure/measure-tools.tsx';
import { Chambers } from './pins/chambers.tsx';
import { DepthLabel } from './pins/depth-label.tsx';
import { Pins } from './pins/pins.tsx';
import { ReadyFlag } from './ready-flag.tsx';
import { applyTheme, resolutionScale, setUpScene } from './scene-setup.ts';
import { SightLine } from './sight/sight-line.tsx';
import { SwipeDivider } from './swipe-divider.tsx';
import { TEXTS } from './texts.ts';
import { PlaceTool } from './tools/place-tool.tsx';

const CONTEXT_OPTIONS = { webgl: { alpha: false, powerPreference: 'high-performance' } } as const;

/** Cesium writes a style sheet beside its credits, which the CSP refuses in the document; ours are in the layer panel. */
function detachedCredits(): HTMLElement {
  // the default credit is the logo of a service that is not used, by a style attribute that the CSP refuses
  CreditDisplay.cesiumCredit = new Credit('CesiumJS');
  const root = document.createElement('div').attachShadow({ mode: 'open' });
  const container = document.createElement('div');
  root.append(container);
  return container;
}

type SceneProps = Omit<GlobeProps, 'ref'>;

function useController(scene: Scene | undefined, district: GlobeProps['district']): GlobeController | null {
  const controller = useMemo(
    () => (scene === undefined ? null : new GlobeController(scene, district)),
    [scene, district],
  );
  useEffect(() => () => controller?.destroy(), [controller]);
  return controller;
}

function Swiping({ swipe, onSwipe, district, language }: SceneProps) {
  if (swipe === null) return null;
  const nameOf = (id: string): string => {
    const layer = district.imagery.find((each) => each.id === id);
    return layer?.epoch ?? layer?.name[language] ?? id;
  };
  return (
    <SwipeDivider
      swipe={swipe}
      label={TEXTS[language].swipe}
      leftName={nameOf(swipe.leftLayerId)}
      rightName={nameOf(swipe.rightLayerId)}
      onSwipe={onSwipe}
    />
  );
}

function GlobeScene(props: SceneProps & { readonly handle: GlobeProps['ref'] }) {
  const { district, districtUrl, layers, swipe, underground, theme, projection } = props;
  const { scene } = useCesium();
  const controller = useController(scene, district);
  useEffect(() => {
    if (scene !== undefined) setUpScene(scene);
  }, [scene]);
  useEffect(() => {
    if (scene !== undefined) applyTheme(scene, theme);
  }, [scene, theme]);
  if (controller === null) return null;
  const texts = TEXTS[props.language];
  const folder = { district, districtUrl, layers };
  const { geoidUndulationM } = district.geoid;
  const meshCount =
    swipe !== null ? 0 : district.meshes.filter((mesh) => layers[mesh.id]?.visible === true).length;
  const selected = props.pins.find((pin) => pin.id === props.selectedPinId);
  return (
    <GlobeContext value={controller}>
      <TerrainSurface {...folder} underground={underground} />
      <ImageryLayers {...folder} swipe={swipe} />
      <MeshLayers {...folder} underground={underground} swiping={swipe !== null} />
      <VectorLayers {...folder} />
      {underground && <Chambers pins={props.pins} geoidUndulationM={geoidUndulationM} />}
      {underground && selected !== undefined && (
        <DepthLabel pin={selected} geoidUndulationM={geoidUndulationM} word={texts.depth} />
      )}
      <CameraSteering
        handle={props.handle}
        initialView={props.initialView}
        projection={projection}
        label={texts.map}
      />
      <Pins {...props} />
      <MeasureTools {...props} texts={texts} />
      <SightLine sight={props.sight} texts={texts} />
      {props.placing !== null && <PlaceTool placing={props.placing} texts={texts} />}
      <ViewAddressSync layers={layers} swipe={swipe} underground={underground} projection={projection} />
      <ReadyFlag meshCount={meshCount} />
      <Swiping {...props} />
      <MapControls
        texts={texts}
        projection={projection}
        onProjection={props.onProjection}
        underground={underground}
        onUnderground={props.onUnderground}
      />
      <div className="ck-corner">
        <ScaleBar label={texts.scale} />
        {/* A boundary of its own: if the one around the globe hid it, Resium would make the scene anew, endlessly. */}
        <Suspense>{props.readout}</Suspense>
      </div>
    </GlobeContext>
  );
}

function hasWebGl2(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

export function Globe({ ref, ...props }: GlobeProps) {
  const [drawable] = useState(hasWebGl2);
  const [credits] = useState(detachedCredits);
  if (!drawable) {
    return (
      <div className="ck-globe ck-globe-failed" role="alert">
        <p>{TEXTS[props.language].webglFailed}</p>
      </div>
    );
  }
  return (
    <div className="ck-globe">
      <CesiumWidget
        full
        baseLayer={false}
        skyBox={false}
        skyAtmosphere={false}
        scene3DOnly
        requestRenderMode
        maximumRenderTimeChange={Number.POSITIVE_INFINITY}
        showRenderLoopErrors={false}
        useBrowserRecommendedResolution={false}
        resolutionScale={resolutionScale(window.devicePixelRatio)}
        contextOptions={CONTEXT_OPTIONS}
        creditContainer={credits}
        blurActiveElementOnCanvasFocus={false}
      >
        <GlobeScene {...props} handle={ref} />
      </CesiumWidget>
    </div>
  );
}
