/**
 * What the classes write that a mesh tile carries without meaning for its geometry: read over, field by field.
 * Source: OpenSceneGraph, src/osgWrappers/serializers/osg/*.cpp (serializers in binary mode, with their versions).
 */
import type { Cursor } from './cursor.ts';

export type Field =
  | 'int'
  | 'float'
  | 'double'
  | 'bool'
  | 'text'
  /** a bool, then an object when it is true */
  | 'object'
  /** a bool, then an image when it is true */
  | 'image'
  /** a bool, then the fields when it is true */
  | { readonly present: readonly Field[] }
  | { readonly since: number; readonly until?: number; readonly fields: readonly Field[] };

const times = (count: number, field: Field): Field[] => Array.from({ length: count }, () => field);
const user = (...present: readonly Field[]): Field => ({ present });
const bothSides = (width: number): Field => user('bool', ...times(2 * width, 'float'));

const OBJECT: readonly Field[] = ['text', 'int', 'object'];
const ATTRIBUTE: readonly Field[] = [...OBJECT, 'object', 'object'];
const BUFFER_OBJECT: readonly Field[] = [...OBJECT, 'int', 'int', 'bool'];

const TEXTURE: readonly Field[] = [
  ...ATTRIBUTE,
  ...times(5, user('int')), // wrap S, T, R; filters
  'float',
  ...times(4, 'bool'),
  ...times(4, 'double'),
  'int',
  'int',
  ...times(3, user('int')), // internal format, source format, source type
  'bool',
  'int',
  'int',
  'float',
  { since: 95, until: 153, fields: [user('int', 'int', 'bool', 'int', 'int', 'int')] },
  { since: 98, fields: [user('text')] },
  { since: 155, fields: times(3, 'float') },
];

const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  'osg::Object': OBJECT,
  'osg::Material': [...ATTRIBUTE, 'int', ...times(4, bothSides(4)), bothSides(1)],
  'osg::Texture2D': [...TEXTURE, 'image', 'int', 'int'],
  'osg::TexEnv': [...ATTRIBUTE, 'int', ...times(4, 'float')],
  'osg::CullFace': [...ATTRIBUTE, 'int'],
  'osg::FrontFace': [...ATTRIBUTE, 'int'],
  'osg::ShadeModel': [...ATTRIBUTE, 'int'],
  'osg::BlendFunc': [...ATTRIBUTE, ...times(4, 'int')],
  'osg::AlphaFunc': [...ATTRIBUTE, 'int', 'float'],
  'osg::Depth': [...ATTRIBUTE, 'int', 'double', 'double', 'bool'],
  'osg::PolygonOffset': [...ATTRIBUTE, 'float', 'float'],
  'osg::LineWidth': [...ATTRIBUTE, 'float'],
  'osg::LightModel': [...ATTRIBUTE, ...times(4, 'float'), 'int', 'bool', 'bool'],
  'osg::VertexBufferObject': BUFFER_OBJECT,
  'osg::ElementBufferObject': BUFFER_OBJECT,
  'osg::StringValueObject': [...OBJECT, 'text'],
  'osg::BoolValueObject': [...OBJECT, 'bool'],
  'osg::IntValueObject': [...OBJECT, 'int'],
  'osg::UIntValueObject': [...OBJECT, 'int'],
  'osg::FloatValueObject': [...OBJECT, 'float'],
  'osg::DoubleValueObject': [...OBJECT, 'double'],
  'osg::Vec2dValueObject': [...OBJECT, ...times(2, 'double')],
  'osg::Vec3dValueObject': [...OBJECT, ...times(3, 'double')],
  'osg::Vec4dValueObject': [...OBJECT, ...times(4, 'double')],
};

/** Own keys only: a class called `constructor` is unknown like any other. */
export function plainFieldsOf(className: string): readonly Field[] | null {
  return Object.hasOwn(FIELDS, className) ? (FIELDS[className] ?? null) : null;
}

export const objectFields = OBJECT;

interface FieldHooks {
  object(): void;
  image(): void;
}

export function readOver(cursor: Cursor, fields: readonly Field[], hooks: FieldHooks): void {
  for (const field of fields) {
    if (field === 'int') cursor.int();
    else if (field === 'float') cursor.float();
    else if (field === 'double') cursor.double();
    else if (field === 'bool') cursor.bool();
    else if (field === 'text') cursor.text();
    else if (field === 'object' || field === 'image') {
      if (cursor.bool()) hooks[field]();
    } else if ('present' in field) {
      if (cursor.bool()) readOver(cursor, field.present, hooks);
    } else if (cursor.version >= field.since && cursor.version <= (field.until ?? Number.MAX_VALUE)) {
      readOver(cursor, field.fields, hooks);
    }
  }
}
