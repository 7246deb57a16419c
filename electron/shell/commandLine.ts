/** The value of `--name=value` among the arguments, as it was written (Chromium's own reading makes names small). */
export const argument = (name: string): string | null =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
