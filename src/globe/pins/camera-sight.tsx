/** What a selected camera looks at: its field of view laid on the ground and the mesh. Not a viewshed: nothing blocks it. */
import { Cartesian3, ClassificationType, Color, PolygonHierarchy } from 'cesium';
import { useEffect } from 'react';
import { useCesium } from 'resium';
import { degToRad, llaFromDeg, tangentPlane } from '../../../geodesy/frames.ts';
import type { Pin } from '../globe-port.ts';

const ARC_STEPS = 16;

function sectorEcef(pin: Pin, sight: NonNullable<Pin['sight']>): Cartesian3[] {
  const plane = tangentPlane(llaFromDeg(pin.longitudeDeg, pin.latitudeDeg, 0));
  const arc = Array.from({ length: ARC_STEPS + 1 }, (_, index) => {
    const azimuthDeg = sight.headingDeg + sight.horizontalFieldOfViewDeg * (index / ARC_STEPS - 0.5);
    const azimuth = degToRad(azimuthDeg);
    return plane.toEcef([sight.rangeM * Math.sin(azimuth), sight.rangeM * Math.cos(azimuth), 0]);
  });
  return [plane.toEcef([0, 0, 0]), ...arc].map(([x, y, z]) => new Cartesian3(x, y, z));
}

export function CameraSight({
  pin,
  sight,
}: {
  readonly pin: Pin;
  readonly sight: NonNullable<Pin['sight']>;
}) {
  const { cesiumWidget } = useCesium();
  useEffect(() => {
    if (cesiumWidget === undefined) return undefined;
    const entity = cesiumWidget.entities.add({
      polygon: {
        hierarchy: new PolygonHierarchy(sectorEcef(pin, sight)),
        material: Color.fromCssColorString('#22d3ee').withAlpha(0.28),
        classificationType: ClassificationType.BOTH,
      },
    });
    cesiumWidget.scene.requestRender();
    return () => {
      if (cesiumWidget.isDestroyed()) return;
      cesiumWidget.entities.remove(entity);
      cesiumWidget.scene.requestRender();
    };
  }, [cesiumWidget, pin, sight]);
  return null;
}
