// Prints the logits of every position of a GGUF file's model in llama.cpp: one line per token.
// Usage: LIBS=<folder of the libraries> logits FILE TOKEN...

#include "llama.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

static void warn(ggml_log_level level, const char * text, void *) {
    if (level >= GGML_LOG_LEVEL_WARN) {
        fputs(text, stderr);
    }
}

int main(int argc, char ** argv) {
    llama_log_set(warn, nullptr);
    ggml_backend_load_all_from_path(getenv("LIBS"));
    llama_backend_init();
    auto model_params = llama_model_default_params();
    model_params.n_gpu_layers = 0;
    auto * model = llama_model_load_from_file(argv[1], model_params);
    if (!model) {
        return 1;
    }
    auto params = llama_context_default_params();
    params.n_ctx = params.n_batch = params.n_ubatch = 512;
    params.n_threads = params.n_threads_batch = 1;
    params.type_k = params.type_v = GGML_TYPE_F32;
    params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    auto * context = llama_init_from_model(model, params);
    auto batch = llama_batch_init(512, 0, 1);
    for (int i = 2; i < argc; i++, batch.n_tokens++) {
        int at = batch.n_tokens;
        batch.token[at] = atoi(argv[i]);
        batch.pos[at] = at;
        batch.n_seq_id[at] = 1;
        batch.seq_id[at][0] = 0;
        batch.logits[at] = 1;
    }
    if (!context || llama_decode(context, batch)) {
        return 2;
    }
    int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
    for (int i = 0; i < batch.n_tokens; i++) {
        const float * row = llama_get_logits_ith(context, i);
        for (int j = 0; j < vocabulary; j++) {
            printf("%.9g ", row[j]);
        }
        printf("\n");
    }
}
