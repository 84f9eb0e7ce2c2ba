/**
 * Streets as straight lines in town coordinates: `ns` at a u, `ew` at a v, each over a range of the other.
 * Fictional layout with the names of the place. Widths m.
 */
interface StreetName {
  readonly zh: string;
  readonly en: string;
}

export interface Street {
  readonly id: string;
  readonly name: StreetName;
  readonly axis: 'ns' | 'ew';
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** half of the carriageway */
  readonly half: number;
  readonly footway: number;
  readonly rank: 'main' | 'secondary' | 'minor';
}

type Row = readonly [string, string, string, 'ns' | 'ew', number, number, number, number];

const EDGE = 960;
/** id, zh, en, axis, position, from, to, carriageway width */
const ROWS: readonly Row[] = [
  ['yonghong', '永红路', 'Yonghong Road', 'ns', -745, -530, EDGE, 14],
  ['daqing-south', '大庆南路', 'Daqing South Road', 'ns', -575, -530, EDGE, 26],
  ['manao', '玛瑙路', 'Manao Road', 'ns', -405, -530, EDGE, 14],
  ['xinma', '新马路', 'Xinma Road', 'ns', -235, -530, EDGE, 15],
  ['shengbao', '生宝路', 'Shengbao Road', 'ns', -65, -530, EDGE, 13],
  ['renmin', '人民路', 'Renmin Road', 'ns', 110, -960, EDGE, 30],
  ['zhongma', '中马路', 'Zhongma Road', 'ns', 235, -530, EDGE, 9],
  ['waima', '外马路', 'Waima Road', 'ns', 362, -500, EDGE, 10],
  ['jiangdong', '江东北路', 'Jiangdong North Road', 'ns', 690, -960, EDGE, 24],
  ['huaishu', '槐树路', 'Huaishu Road', 'ew', -515, -EDGE, 372, 12],
  ['xinyi', '新义路', 'Xinyi Road', 'ew', -385, -EDGE, 110, 9],
  ['yangshan', '扬善路', 'Yangshan Road', 'ew', -265, -EDGE, 370, 15],
  ['taodu', '桃渡路', 'Taodu Road', 'ew', -95, -EDGE, 110, 15],
  ['dazha', '大闸路', 'Dazha Road', 'ew', 75, -EDGE, 110, 12],
  ['baisha', '白沙路', 'Baisha Road', 'ew', 250, -EDGE, EDGE, 24],
  ['baojia', '包家路', 'Baojia Road', 'ew', 415, -EDGE, 110, 10],
  ['beizhan', '北站路', 'Beizhan Road', 'ew', 575, -EDGE, 370, 14],
  ['huancheng', '环城北路', 'Huancheng North Road', 'ew', 745, -EDGE, 370, 30],
  ['yangshan-lane', '扬善弄', 'Yangshan Lane', 'ew', -395, 110, 368, 6],
  ['deji', '德记巷', 'Deji Lane', 'ew', -172, 110, 368, 6],
  ['xinjie', '新街', 'Xin Street', 'ew', -68, 110, 368, 7],
  ['baochang', '宝昌巷', 'Baochang Lane', 'ew', 38, 110, 368, 6],
  ['chezhan', '车站路', 'Chezhan Road', 'ew', 140, 110, 370, 11],
  ['baisha-lane', '白沙弄', 'Baisha Lane', 'ew', 358, 110, 368, 6],
  ['xiabaisha', '下白沙路', 'Xiabaisha Road', 'ew', 462, 110, 370, 9],
  ['yizhi', '怡志路', 'Yizhi Road', 'ew', 665, 110, 368, 9],
  ['heyi', '和义路', 'Heyi Road', 'ew', -745, -EDGE, 415, 16],
  ['hefeng', '和丰路', 'Hefeng Road', 'ew', -205, 605, EDGE, 11],
  ['caijiang', '彩江路', 'Caijiang Road', 'ew', 560, 605, EDGE, 11],
  ['tongtu', '通途支路', 'Tongtu Lane', 'ew', -520, 605, EDGE, 11],
];

export const STREETS: readonly Street[] = ROWS.map(([id, zh, en, axis, at, from, to, widthM]) => {
  const rank = widthM >= 22 ? 'main' : widthM >= 11 ? 'secondary' : 'minor';
  const footway = rank === 'main' ? 6 : rank === 'secondary' ? 3.6 : 2;
  return { id, name: { zh, en }, axis, at, from, to, half: widthM / 2, footway, rank };
});

/** Where the other streets cross one street: their place along it and their half width. */
export function crossingsOf(street: Street): readonly { readonly at: number; readonly half: number }[] {
  return STREETS.filter(
    (other) =>
      other.axis !== street.axis &&
      other.at >= street.from - 1 &&
      other.at <= street.to + 1 &&
      street.at >= other.from - 1 - other.footway &&
      street.at <= other.to + 1 + other.footway,
  )
    .map((other) => ({ at: other.at, half: other.half }))
    .sort((a, b) => a.at - b.at);
}
