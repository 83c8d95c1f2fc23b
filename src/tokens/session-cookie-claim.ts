/** In tokens whose cookies end with the browser. */
export const sessionCookieClaim = 'session_cookie'
