import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { recordKinds } from './record-entry.ts'
import type { FullRecord } from './record-sealed.ts'

const closed = { additionalProperties: false }
const Seal = Type.Object({ seal: Type.String() }, closed)
const HeldText = Type.Union([Type.Object({ value: Type.String(), salt: Type.Optional(Type.String()) }, closed), Seal])
const HeldJson = Type.Union([Type.Object({ value: Type.Unknown(), salt: Type.Optional(Type.String()) }, closed), Seal])

const shape = Compile(
  Type.Object(
    {
      n: Type.Integer(),
      at: Type.String(),
      kind: Type.Union(recordKinds.map((kind) => Type.Literal(kind))),
      actor: Type.Object({ kind: Type.String(), id: HeldText }, closed),
      onBehalfOf: Type.Optional(HeldText),
      subjects: Type.Array(HeldText),
      action: Type.String(),
      resource: HeldText,
      categories: Type.Array(Type.String()),
      purpose: Type.Optional(Type.String()),
      basis: Type.Optional(Type.Object({ kind: Type.String(), ref: HeldText }, closed)),
      area: Type.Optional(Type.String()),
      decision: Type.Union([Type.Literal('allow'), Type.Literal('deny')]),
      reason: HeldText,
      detail: Type.Optional(HeldJson),
    },
    closed,
  ),
)

/** A record out of a file that anybody may have written; undefined where it is none. */
export const parseFull = (value: unknown): FullRecord | undefined => (shape.Check(value) ? (value as FullRecord) : undefined)
