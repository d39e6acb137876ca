import { get, post } from '@fairlead/core'
import * as z from 'zod'

const Booking = z.object({ id: z.string(), berth: z.string() })

export const bookings = {
  list: get('/bookings', { responses: { 200: z.array(Booking) }, tags: ['bookings'] }),
  book: post('/bookings', {
    body: Booking.pick({ berth: true }),
    responses: { 201: Booking, 409: z.object({ title: z.string() }) },
    invalidates: ['bookings'],
  }),
}
