import { type Place, placeOf, watchPlace } from 'harbour-room/harbour/place'
import type { ComputedRef } from 'vue'
import { useStore } from './use-store.ts'

/** The present place; follows the back button. */
export function usePlace(): ComputedRef<Place> {
  return useStore(watchPlace, () => placeOf(location.search))
}
