/**
 * Numbers of the OSG binary layout that reader and writer share.
 * Source: OpenSceneGraph, include/osgDB/DataTypes and include/osg/{Array,PrimitiveSet}.
 */
export const HEADER_LOW = 0x6c910ea1;
export const HEADER_HIGH = 0x1afb4545;

/** Written by ContextCapture and Smart3D; the reader takes 77 to 161. */
export const WRITTEN_VERSION = 91;

export const READ_SCENE = 1;

export const IMAGE_INLINE_DATA = 0;
export const IMAGE_INLINE_FILE = 1;
export const IMAGE_EXTERNAL = 2;

export const BIND_PER_VERTEX = 4;

/** Array types of versions below 112, by number; from 112 on by class name. */
export const ARRAY_VEC4UB = 11;
export const ARRAY_VEC2 = 15;
export const ARRAY_VEC3 = 16;
export const ARRAY_VEC3D = 19;

export const DRAW_ARRAYS = 50;
export const DRAW_ARRAY_LENGTHS = 51;
export const DRAW_ELEMENTS_UBYTE = 52;
export const DRAW_ELEMENTS_USHORT = 53;
export const DRAW_ELEMENTS_UINT = 54;

/** OpenGL primitive modes. */
export const TRIANGLES = 4;
export const TRIANGLE_STRIP = 5;
export const TRIANGLE_FAN = 6;
export const QUADS = 7;
export const QUAD_STRIP = 8;
export const POLYGON = 9;
