/**
 * Packages that the build joins in, with nothing but what is used of them: users need not install them. zod is 95 files, and
 * 70 of a server's 320 ms of CPU until its first answer; it stays a dependency, because schemas and types are the
 * application's, too. The others are too small to be installed beside this one.
 */
export const joinedPackages = ['zod', '@opentelemetry/api', 'uqr']
