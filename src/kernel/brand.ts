/** A type that only its parser can make: `Brand<string, 'EmailAddress'>` is a string that was validated once. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
declare const brand: unique symbol
