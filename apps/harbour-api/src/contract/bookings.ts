import { get, post } from '@fairlead/core'
import { z } from 'zod'
import { Booking, BookingConflict, NewBooking } from './booking.ts'
import { Problem } from './problem.ts'

/** Lists the bookings of today and after, the next day first. */
export const list = get('/bookings', {
  responses: { 200: z.array(Booking), '4XX': Problem },
  tags: ['bookings'],
  auth: 'public',
  summary: 'List bookings',
})

/** Books a berth for a vessel. For those on watch. Carries an Idempotency-Key, so that it may be sent until it is answered. */
export const book = post('/bookings', {
  body: NewBooking,
  responses: { 201: Booking, 409: BookingConflict, '4XX': Problem },
  idempotent: 'key',
  invalidates: ['bookings'],
  auth: 'session',
  summary: 'Book a berth',
})
