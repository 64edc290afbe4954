/* Compiles where the header is C11 and each of its sections stands alone. */
#include <teleo.h>

int main(void) {
#ifndef TELEO_NO_RUNTIME
  return teleo_abi_version() == TELEO_ABI_VERSION ? 0 : 1;
#else
  return 0;
#endif
}
