/**
 * City blocks between the streets, in town coordinates, each with what it is filled with.
 * The letters of the plan: T towers, S slab estate, L lilong rows, M mixed old blocks, O offices, W sheds,
 * G school, P park, B Bund villas, C the church's block.
 */
import { STREETS } from './streets.ts';

export type BlockKind =
  'towers' | 'slabs' | 'lilong' | 'mixed' | 'offices' | 'sheds' | 'school' | 'park' | 'bund' | 'church';

export interface Block {
  readonly index: number;
  readonly kind: BlockKind;
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
  readonly area: 'waitan' | 'zhongma' | 'baisha';
}

const KIND_OF: Readonly<Record<string, BlockKind>> = {
  T: 'towers',
  S: 'slabs',
  L: 'lilong',
  M: 'mixed',
  O: 'offices',
  W: 'sheds',
  G: 'school',
  P: 'park',
  B: 'bund',
  C: 'church',
};

interface Quarter {
  readonly columns: readonly (readonly [number, number])[];
  readonly rows: readonly (readonly [number, number])[];
  /** one string per row from north to south, one letter per column from west to east */
  readonly plan: readonly string[];
}

/** Inside of the streets at a line, footways included; plain numbers are edges without a street. */
function insets(axis: 'ns' | 'ew', marks: readonly (string | number)[]): (readonly [number, number])[] {
  const edges = marks.map((mark) => {
    if (typeof mark === 'number') return { low: mark, high: mark };
    const street = STREETS.find((candidate) => candidate.id === mark && candidate.axis === axis);
    if (!street) throw new Error(`no ${axis} street ${mark}`);
    const reach = street.half + street.footway;
    return { low: street.at - reach, high: street.at + reach };
  });
  return edges.slice(1).map((edge, i) => [edges[i]?.high ?? 0, edge.low] as const);
}

const QUARTERS: readonly Quarter[] = [
  {
    columns: insets('ns', [-905, 'yonghong', 'daqing-south', 'manao', 'xinma', 'shengbao', 'renmin']),
    rows: insets('ew', [
      'huaishu',
      'xinyi',
      'yangshan',
      'taodu',
      'dazha',
      'baisha',
      'baojia',
      'beizhan',
      'huancheng',
      905,
    ]).reverse(),
    plan: ['TSSTLS', 'SLMTSO', 'MLSLWO', 'SLSGLM', 'TSLMLO', 'SLPLSM', 'LMSMLO', 'STLSML', 'TSMLSO'],
  },
  {
    columns: insets('ns', ['renmin', 'zhongma', 'waima']),
    rows: insets('ew', [
      'huaishu',
      'yangshan-lane',
      'yangshan',
      'deji',
      'xinjie',
      'baochang',
      'chezhan',
      'baisha',
      'baisha-lane',
      'xiabaisha',
      'beizhan',
      'yizhi',
      'huancheng',
      905,
    ]).reverse(),
    plan: ['WT', 'WT', 'SW', 'LW', 'LM', 'ML', 'LM', 'LB', 'MB', 'MB', 'LC', 'MB', 'OO'],
  },
  {
    columns: insets('ns', [-905, -560, -330, -110, 'renmin']),
    rows: insets('ew', [-818, 'heyi']),
    plan: ['SOTM'],
  },
  { columns: insets('ns', ['renmin', 415]), rows: insets('ew', [-818, 'heyi']), plan: ['O'] },
  {
    columns: insets('ns', ['jiangdong', 850]),
    rows: insets('ew', [-905, 'tongtu', 'hefeng', 'baisha', 'caijiang', 905]).reverse(),
    plan: ['T', 'S', 'O', 'T', 'S'],
  },
];

function areaOf(u: number, v: number): Block['area'] {
  if (v > 250) return 'baisha';
  return u > 110 ? 'waitan' : 'zhongma';
}

export const BLOCKS: readonly Block[] = QUARTERS.flatMap((quarter) =>
  quarter.plan.flatMap((line, row) =>
    [...line].flatMap((letter, column) => {
      const [u0, u1] = quarter.columns[column] ?? [0, 0];
      const [v0, v1] = quarter.rows[row] ?? [0, 0];
      const kind = KIND_OF[letter];
      if (!kind || u1 - u0 < 15 || v1 - v0 < 15)
        throw new Error(`plan ${line}: column ${column} has no room`);
      return [{ kind, u0, v0, u1, v1, area: areaOf((u0 + u1) / 2, (v0 + v1) / 2) }];
    }),
  ),
).map((block, index) => ({ ...block, index }));
