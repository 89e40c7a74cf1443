/** Connect error: the session has its maximum number of open pages. */
export const TOO_MANY_PAGES = 'too-many-pages'

/** Connect error: the cookie may be valid, but the page key of its session is missing or wrong. */
export const NOT_SIGNED_IN = 'not-signed-in'

/** Request header of the page key, and its key in the page's local storage. */
export const PAGE_KEY_HEADER = 'x-taskbox-page-key'
export const PAGE_KEY_ITEM = 'taskbox-page-key'
