/** MQTT topics of the browsers' view (docs/architecture.md). Lower case, no personal data. */
export type ViewKind = 'alarm' | 'case';

export interface ViewTopic {
  readonly tenant: string;
  readonly area: string;
  readonly department: string;
  readonly kind: ViewKind;
  readonly id: string;
}

const SEGMENT = /^[a-z0-9][a-z0-9-]*$/i;

export function viewTopic(topic: ViewTopic): string {
  const segments = [topic.tenant, topic.area, topic.department, topic.id];
  const broken = segments.find((segment) => !SEGMENT.test(segment));
  if (broken !== undefined) throw new Error(`topic segment ${JSON.stringify(broken)} is not [a-z0-9-]+`);
  return `v1/${topic.tenant}/view/${topic.area}/${topic.department}/${topic.kind}/${topic.id}`;
}

export function parseViewTopic(text: string): ViewTopic | null {
  const match = /^v1\/([^/]+)\/view\/([^/]+)\/([^/]+)\/(alarm|case)\/([^/]+)$/.exec(text);
  const [, tenant, area, department, kind, id] = match ?? [];
  if (!tenant || !area || !department || !id || (kind !== 'alarm' && kind !== 'case')) return null;
  return { tenant, area, department, kind, id };
}

/** Filter over every area and department of a tenant. */
export function viewFilter(tenant: string, kind: ViewKind): string {
  return `v1/${tenant}/view/+/+/${kind}/+`;
}
