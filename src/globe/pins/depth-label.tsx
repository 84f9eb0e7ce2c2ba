/** How deep the selected shaft is, beside it, while the view goes below ground. */
import { Cartesian2, Color, HorizontalOrigin, LabelStyle, VerticalOrigin, type CesiumWidget } from 'cesium';
import { useEffect } from 'react';
import { useCesium } from 'resium';
import type { Pin } from '../globe-port.ts';
import { formatLengthM } from '../measure/measure-format.ts';
import { surveyedPlaceEcef } from './pin-place.ts';

interface DepthLabelProps {
  readonly pin: Pin;
  readonly geoidUndulationM: number;
  readonly word: string;
}

function drawLabel(widget: CesiumWidget, { pin, geoidUndulationM, word }: DepthLabelProps): () => void {
  if (pin.chamber === undefined || pin.orthometricHeightM === null) return () => undefined;
  const entity = widget.entities.add({
    position: surveyedPlaceEcef(pin, pin.orthometricHeightM, geoidUndulationM, pin.chamber.depthM / 2),
    label: {
      text: `${word} ${formatLengthM(pin.chamber.depthM)}`,
      font: '600 13px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
      style: LabelStyle.FILL,
      fillColor: Color.WHITE,
      showBackground: true,
      backgroundColor: Color.fromCssColorString('#10161d').withAlpha(0.86),
      backgroundPadding: new Cartesian2(8, 5),
      horizontalOrigin: HorizontalOrigin.LEFT,
      verticalOrigin: VerticalOrigin.CENTER,
      pixelOffset: new Cartesian2(18, 0),
      disableDepthTestDistance: Number.POSITIVE_INFINITY,
    },
  });
  widget.scene.requestRender();
  return () => {
    if (widget.isDestroyed()) return;
    widget.entities.remove(entity);
    widget.scene.requestRender();
  };
}

export function DepthLabel({ pin, geoidUndulationM, word }: DepthLabelProps) {
  const { cesiumWidget } = useCesium();
  useEffect(
    () => (cesiumWidget === undefined ? undefined : drawLabel(cesiumWidget, { pin, geoidUndulationM, word })),
    [cesiumWidget, pin, geoidUndulationM, word],
  );
  return null;
}
