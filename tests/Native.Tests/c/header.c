/* Compiles where the header is C11 and each of its sections stands alone. */
#include <teleo.h>

int main(void) {
  int faults = 0;
#ifndef TELEO_NO_RUNTIME
  faults += teleo_abi_version() != TELEO_ABI_VERSION;
#endif
#ifndef TELEO_NO_CONTEXTS
  faults += ir_last_error() != NULL;
#endif
#ifndef TELEO_NO_SDK
  faults += sdk_abi_version() != SDK_ABI_VERSION;
#endif
  return faults;
}
