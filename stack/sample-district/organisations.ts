/** Who takes part in the sample district; ids are segments of topics. */
import type { District } from '../../contracts/district.ts';

type Organisation = District['organisations'][number];

const row = (
  id: string,
  zh: string,
  en: string,
  kind: Organisation['kind'],
  chainMember = false,
): Organisation => ({ id, name: { zh, en }, kind, chainMember });

export const ORGANISATIONS: readonly Organisation[] = [
  row('urban-management', '综合行政执法局', 'Urban Management and Law Enforcement', 'department', true),
  row('housing', '住房和城乡建设局', 'Housing and Urban-Rural Development', 'department', true),
  row('market', '市场监督管理局', 'Market Regulation', 'department', true),
  row('traffic-police', '交警大队', 'Traffic Police', 'department', true),
  row('police', '公安分局', 'Public Security', 'department', true),
  row('planning', '自然资源和规划分局', 'Natural Resources and Planning', 'department'),
  row('ecology', '生态环境分局', 'Ecology and Environment', 'department'),
  row('drainage', '水利局', 'Water Resources and Drainage', 'department'),
  row('justice', '司法局', 'Justice', 'department'),
  row('drainage-company', '排水公司', 'Drainage Company', 'owner-unit'),
  row('water-company', '水务公司', 'Water Company', 'owner-unit'),
  row('gas-company', '燃气公司', 'Gas Company', 'owner-unit'),
  row('power-company', '电力公司', 'Power Company', 'owner-unit'),
  row('telecom-company', '通信公司', 'Telecom Company', 'owner-unit'),
  row('waitan', '外滩街道办事处', 'Waitan Street Office', 'street'),
  row('zhongma', '中马街道办事处', 'Zhongma Street Office', 'street'),
  row('baisha', '白沙街道办事处', 'Baisha Street Office', 'street'),
  row('duty-centre', '区运行管理中心', 'District Operations Centre', 'centre'),
];
