/* What measure.c does for the host, where it is linked; elsewhere both are NULL. */

/** Called before the firmware is launched. */
extern void measureCreation(void *firmware) __attribute__((weak));

/** Called with each line of standard input, and "#abort"; returns the answer to one that is for it, or NULL. */
extern const char *measure(void *firmware, void *machine, const char *line) __attribute__((weak));
