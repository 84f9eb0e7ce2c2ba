/**
 * The life of a case as a pure function of its events. Filing is the event that exists today; a later one is a
 * member of `CaseEvent` and a branch in `applyCaseEvent`, which the compiler then asks for.
 */
import type { CaseSheet } from '../../contracts/case.ts';
import type { CodedError, Result } from '../../contracts/result.ts';
import { err, ok } from '../../contracts/result.ts';
import { convertChinese } from '../../geodesy/chinese-offsets.ts';
import type { CaseFiledRecord } from './case-entry.ts';

export interface CaseEvent {
  readonly type: 'case-filed';
  readonly ledgerIndex: number;
  readonly record: CaseFiledRecord;
}

/** Year and running number, as the bureau writes them. */
const caseNumber = (year: number, sequence: number): string => `${year}-${String(sequence).padStart(6, '0')}`;

/** Positions are shown in one frame, whatever frame they were reported in; the record keeps the reported one. */
function positionCgcs2000(position: CaseSheet['position']): CaseSheet['position'] {
  const [longitudeDeg, latitudeDeg] = convertChinese(
    [position.longitudeDeg, position.latitudeDeg],
    position.crs,
    'cgcs2000',
  );
  return { crs: 'cgcs2000', longitudeDeg, latitudeDeg };
}

/**
 * The case after the event, or as it was when the event is already in it (a log may be replayed over a projection).
 * Errors: `already-filed` when another entry filed the same id.
 */
export function applyCaseEvent(state: CaseSheet | null, event: CaseEvent): Result<CaseSheet, CodedError> {
  const { record, ledgerIndex } = event;
  if (state !== null) {
    if (state.history.some((past) => past.ledgerIndex === ledgerIndex)) return ok(state);
    return err({
      code: 'already-filed',
      message: `case ${record.case} was filed by entry ${state.ledgerIndex}`,
    });
  }
  const { request, filedBy, filedAtUtcMs } = record;
  return ok({
    v: 1,
    id: record.case,
    number: caseNumber(record.year, record.sequence),
    kind: request.kind,
    status: 'filed',
    title: request.title,
    description: request.description,
    position: positionCgcs2000(request.position),
    orthometricHeightM: request.orthometricHeightM,
    area: request.area,
    department: request.department,
    alarmId: request.alarmId,
    occurredAtUtcMs: request.occurredAtUtcMs,
    filedAtUtcMs,
    filedBy,
    history: [{ atUtcMs: filedAtUtcMs, type: event.type, by: filedBy.name, ledgerIndex }],
    ledgerIndex,
    version: 1,
  });
}
