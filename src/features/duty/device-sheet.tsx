/** The sheet of a cover, a water station or a camera: alarms, state, register, what sees it, and the raw frames. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { loadDevices } from '../../services/alarms.store.ts';
import { compareAlarms, shownState } from '../../services/device-state.ts';
import { requestJson, type HttpFailure } from '../../services/http.ts';
import {
  loadRegister,
  type CameraEntry,
  type CoverEntry,
  type StationEntry,
} from '../../services/registers.store.ts';
import { Ago } from '../../ui/clock.tsx';
import { flyTo } from '../../ui/globe-link.ts';
import { inSight, nearest } from '../../ui/near.ts';
import { Facts, quantity } from '../../ui/parts/facts.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { ErrorNote, LoadingNote } from '../../ui/parts/notes.tsx';
import { StatusMark } from '../../ui/parts/status-mark.tsx';
import { hover, select } from '../../ui/selection.store.ts';
import { fullTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { useAlarms, useBilingual, useDistrict, useRegisters } from '../../ui/use-store.ts';
import { AlarmCard } from './alarm-card.tsx';
import { EarlierAlarms } from './earlier-alarms.tsx';

const CAMERA_REACH_M = 300;
const CAMERAS_SHOWN = 4;
const FramesSchema = z.array(z.object({ receivedAtUtcMs: z.number(), hex: z.string() }));

export function useOrganisationName(): (id: string) => string {
  const district = useDistrict();
  const text = useBilingual();
  return (id) => {
    const found = district.organisations.find((each) => each.id === id);
    return found ? text(found.name) : id;
  };
}

function Frames({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const [frames, setFrames] = useState<z.infer<typeof FramesSchema> | null>(null);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const load = async (): Promise<void> => {
    const path = `/api/iot/devices/${encodeURIComponent(deviceId)}/frames?limit=10`;
    const answer = await requestJson(FramesSchema, path);
    setFailure(answer.ok ? null : answer.error);
    if (answer.ok) setFrames(answer.value);
  };
  return (
    <details className="section" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary>{t('duty.sheet.frames')}</summary>
      <p className="soft">{t('duty.sheet.framesLead')}</p>
      {failure ? (
        <ErrorNote what={t('errors.what.frames')} failure={failure} onRetry={() => void load()} />
      ) : null}
      {frames === null && !failure ? <LoadingNote text={t('shell.loadingPanel')} /> : null}
      {frames?.length === 0 ? <p className="soft">{t('duty.sheet.noFrames')}</p> : null}
      <ol className="frames">
        {frames?.map((frame, index) => (
          <li key={`${frame.receivedAtUtcMs}/${index}`}>
            <time>{fullTime(frame.receivedAtUtcMs)}</time>
            <code>{frame.hex}</code>
            <button
              type="button"
              className="button-bare"
              onClick={() => void navigator.clipboard.writeText(frame.hex)}
            >
              {t('duty.sheet.copyHex')}
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}

function NearCameras({ entry }: { entry: CoverEntry | StationEntry }) {
  const { t } = useTranslation();
  const text = useBilingual();
  const cameras = useRegisters((state) => state.entries.cameras) ?? [];
  const near = nearest(cameras, entry, CAMERA_REACH_M, CAMERAS_SHOWN);
  return (
    <section className="section">
      <h3>{t('duty.sheet.cameras')}</h3>
      {near.length === 0 ? <p className="soft">{t('duty.sheet.noCameras')}</p> : null}
      <ul className="plain-list">
        {near.map(({ entry: camera, distanceM, compass }) => (
          <li key={camera.id}>
            <button
              type="button"
              className="row-small"
              onClick={() => {
                select({ kind: 'camera', id: camera.id });
                flyTo(camera);
              }}
              onPointerEnter={() => hover(camera.id)}
              onPointerLeave={() => hover(null)}
            >
              <span>{text(camera.name)}</span>
              <span className="soft">
                {t('duty.sheet.cameraAway', {
                  distance: distanceM.toFixed(0),
                  bearing: t(`duty.bearing.${compass}`),
                })}
                {inSight(camera, entry) ? ` · ${t('duty.sheet.inSight')}` : ''}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DeviceFacts({ id }: { id: string }) {
  const { t } = useTranslation();
  const device = useAlarms((state) => state.devices[id]);
  const failure = useAlarms((state) => state.devicesFailure);
  return (
    <section className="section">
      <h3>{t('duty.sheet.device')}</h3>
      {failure ? (
        <ErrorNote what={t('errors.what.devices')} failure={failure} onRetry={() => void loadDevices()} />
      ) : null}
      <Facts
        rows={[
          [t('duty.sheet.lastReport'), <Ago key="ago" utcMs={device?.lastReportAtUtcMs ?? null} />],
          [t('duty.sheet.battery'), quantity(device?.batteryPercent, 0, '%')],
          [t('duty.sheet.signal'), quantity(device?.signalDbm, 0, 'dBm')],
          [t('duty.sheet.tilt'), quantity(device?.tiltDeg, 0, '°')],
          [t('duty.sheet.water'), quantity(device?.waterM, 2, 'm')],
          [t('duty.sheet.satellites'), device?.satellites ?? null],
        ]}
      />
    </section>
  );
}

function SheetHead({
  kind,
  title,
  beside,
  place,
}: {
  kind: string;
  title: string;
  beside: string;
  place: Parameters<typeof flyTo>[0];
}) {
  const { t } = useTranslation();
  return (
    <header className="sheet-head">
      <p className="soft">
        {kind} · {beside}
      </p>
      <h2>{title}</h2>
      <button type="button" className="button" onClick={() => flyTo(place)}>
        <Icon name="target" sizePx={16} />
        {t('common.flyTo')}
      </button>
    </header>
  );
}

function useRegisterFacts(
  entry: CoverEntry | StationEntry,
): ReadonlyArray<readonly [string, React.ReactNode]> {
  const { t } = useTranslation();
  const text = useBilingual();
  const organisation = useOrganisationName();
  const areas = useRegisters((state) => state.entries.areas);
  const area = areas?.find(({ id }) => id === entry.area);
  const common = [
    [t('duty.sheet.owner'), organisation(entry.ownerOrganisation)],
    [t('common.area'), area ? text(area.name) : entry.area],
  ] as const;
  if ('river' in entry)
    return [
      ...common,
      [t('duty.sheet.river'), text(entry.river)],
      [t('duty.sheet.class'), entry.targetClass],
    ];
  return [
    ...common,
    [t('duty.sheet.network'), t(`duty.sheet.networkOf.${entry.network}`)],
    [t('duty.sheet.place'), t(`duty.sheet.placeOf.${entry.place}`)],
    [
      t('duty.sheet.chamber'),
      t('duty.sheet.chamberValue', {
        depth: entry.chamberDepthM.toFixed(1),
        diameter: entry.diameterM.toFixed(2),
      }),
    ],
    [t('duty.sheet.top'), quantity(entry.orthometricHeightM, 2, `m · ${t('shell.readout.datum')}`)],
    [t('duty.sheet.terminal'), entry.phone],
  ];
}

function ReportingDevice({ entry }: { entry: CoverEntry | StationEntry }) {
  const { t } = useTranslation();
  const text = useBilingual();
  const alarms = useAlarms((state) => state.alarms);
  const device = useAlarms((state) => state.devices[entry.id]);
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const own = Object.values(alarms)
    .filter(({ deviceId }) => deviceId === entry.id)
    .sort(compareAlarms);
  const facts = useRegisterFacts(entry);
  const station = 'river' in entry;
  const name = text(station ? entry.name : entry.road);
  return (
    <>
      <SheetHead
        kind={t(station ? 'duty.sheet.station' : 'duty.sheet.cover')}
        title={station ? name : entry.id}
        beside={station ? entry.id : name}
        place={entry}
      />
      <p>
        <StatusMark state={shownState(own, device, minute)} />
      </p>
      {own.length === 0 ? <p className="soft">{t('duty.noAlarm')}</p> : null}
      {own.map((alarm) => (
        <AlarmCard key={alarm.id} alarm={alarm} place={name} />
      ))}
      <EarlierAlarms key={`earlier ${entry.id}`} deviceId={entry.id} />
      <DeviceFacts id={entry.id} />
      <section className="section">
        <h3>{t('duty.sheet.register')}</h3>
        <Facts rows={facts} />
      </section>
      <NearCameras entry={entry} />
      {station ? null : <Frames key={entry.id} deviceId={entry.id} />}
    </>
  );
}

function CameraSheet({ camera }: { camera: CameraEntry }) {
  const { t } = useTranslation();
  const text = useBilingual();
  const organisation = useOrganisationName();
  return (
    <>
      <SheetHead kind={t('duty.sheet.camera')} title={text(camera.name)} beside={camera.id} place={camera} />
      <Facts
        rows={[
          [t('common.organisation'), organisation(camera.ownerOrganisation)],
          [t('duty.sheet.lens'), quantity(camera.orthometricHeightM, 1, `m · ${t('shell.readout.datum')}`)],
          [t('duty.sheet.heading'), quantity(camera.headingDeg, 0, '°')],
          [t('duty.sheet.field'), quantity(camera.horizontalFieldOfViewDeg, 0, '°')],
          [t('duty.sheet.range'), quantity(camera.rangeM, 0, 'm')],
        ]}
      />
    </>
  );
}

export function DeviceSheet({ kind, id }: { kind: 'cover' | 'station' | 'camera'; id: string }) {
  const { t } = useTranslation();
  const district = useDistrict();
  useEffect(() => {
    for (const each of ['covers', 'stations', 'cameras', 'areas'] as const) void loadRegister(district, each);
  }, [district]);
  const { covers, stations, cameras } = useRegisters((state) => state.entries);
  if (kind === 'camera') {
    const camera = cameras?.find((each) => each.id === id);
    return camera ? <CameraSheet camera={camera} /> : <LoadingNote text={t('shell.loadingPanel')} />;
  }
  const entry = (kind === 'cover' ? covers : stations)?.find((each) => each.id === id);
  return entry ? <ReportingDevice entry={entry} /> : <LoadingNote text={t('shell.loadingPanel')} />;
}
