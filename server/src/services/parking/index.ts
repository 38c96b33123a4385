/** Parking: where there is a free space, now and later. Knows how to read open data, not where it is kept. */
export { createParking } from './parking.ts'
