// SPDX-License-Identifier: Apache-2.0
// A library for capture_test.cc that is bound lazily: the first call of chosen() goes through ld.so, which
// asks highwater_resolve() which function to call.
namespace {

void (*callback)(void*) = nullptr;
void* context = nullptr;

void nothing() {}

}  // namespace

extern "C" {

// Not static: clang then knows it by no name that ifunc could say.
__attribute__((visibility("hidden"))) void (*highwater_resolve())() {
  if (callback != nullptr) callback(context);
  return nothing;
}
__attribute__((visibility("default"), ifunc("highwater_resolve"))) void highwater_chosen();

__attribute__((visibility("default"))) int highwater_call_lazily(void (*new_callback)(void*),
                                                                 void* new_context) {
  callback = new_callback;
  context = new_context;
  highwater_chosen();
  return new_context == nullptr ? 1 : 0;
}

}  // extern "C"
