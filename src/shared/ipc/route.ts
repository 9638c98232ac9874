import { z } from 'zod'
import { plain } from '../plain-text.ts'

/** One request of the contract: what goes in is parsed, what comes out is a type. */
export interface Route<Input extends z.ZodType, Output> {
  readonly input: Input
  /** Carries the type only; the core is trusted, so answers are not parsed again. */
  readonly output: z.ZodType<Output>
}

/** Declares a route; `output<T>()` names the answer's type. */
export function route<Input extends z.ZodType, Output>(spec: Route<Input, Output>): Route<Input, Output> {
  return spec
}

/** Names the type of an answer. */
export function output<T>(): z.ZodType<T> {
  return z.custom<T>()
}

/** A window over a list; `offset` counts rows from 0. */
export const pageInput = {
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
}

export interface Page<T> {
  readonly total: number
  readonly items: readonly T[]
}

/** Text that a person typed: trimmed, not empty, bounded. */
export function text(max: number): z.ZodType<string, string> {
  return z.string().trim().min(1).max(max)
}

/** The name of a file; what no file system takes is refused before anybody cuts it off there. */
export function filePath(): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(1)
    .max(4096)
    .regex(/^[^\0]*$/, 'not a file name')
}

/** A name that a person gives: text without control characters and signs that turn the direction of writing. */
export function nameText(max: number): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((name) => plain(name) === name)
}

/** An amount that is not negative, as a decimal text: no sign, grouping or exponent. */
export function decimal(): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .max(40)
    .regex(/^(?:0|[1-9]\d*)(?:\.\d+)?$/, 'not a decimal number such as 12.50')
}

/** An ISO 4217 code in whatever case; comes out in capitals. */
export function currencyCode(): z.ZodType<string, string> {
  return z
    .string()
    .trim()
    .regex(/^[A-Za-z]{3}$/, 'not a currency code such as CNY')
    .transform((code) => code.toUpperCase())
}
