import { bandNames } from '../../src/shared/domain/band.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/domain/settings.ts'

/** The names of the bands before anybody has chosen others. */
export const STANDARD_BANDS = bandNames(DEFAULT_SETTINGS.bandDays)
