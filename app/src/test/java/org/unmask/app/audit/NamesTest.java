package org.unmask.app.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.catalog.Catalog;

class NamesTest {
    private static Catalog catalog() throws IOException {
        return new Catalog(Path.of(System.getProperty("unmask.home")), Path.of("none"));
    }

    @ParameterizedTest
    @CsvSource({
        "h100-sxm, h100-sxm, 1",
        "NVIDIA H100 80GB HBM3, h100-sxm, 1",
        "H100 PCIe, h100-pcie, 1",
        "NVIDIA A100-SXM4-80GB, a100-80gb, 1",
        "A100 40GB PCIe, a100-pcie-40gb, 1",
        "NVIDIA GeForce RTX 4090, rtx-4090, 1",
        "NVIDIA RTX A6000, a6000, 1",
        "NVIDIA RTX 6000 Ada, rtx-6000-ada, 1",
        "AMD Instinct MI300X OAM, mi300x, 1",
        "8 x H200, h200-sxm, 8",
        "2x RTX 3090, rtx-3090, 2"
    })
    void devicesAreFoundByTheNamesOfDrivers(String name, String id, int count) throws IOException {
        Found found = new DeviceNames(catalog()).find(name);

        assertThat(found.id()).isEqualTo(id);
        assertThat(found.count()).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"RTX 4090 Laptop", "RTX 6000", "A100 60GB", "H100 + A100", "../devices/a6000.json", "cpu"})
    void otherDevicesAreNotTakenForThem(String name) throws IOException {
        DeviceNames names = new DeviceNames(catalog());

        assertThatThrownBy(() -> names.find(name)).hasMessageContaining("is not in the catalogue");
    }

    @Test
    void theFastestBoardOfANameIsTakenAndSaid() throws IOException {
        assertThat(new DeviceNames(catalog()).find("H100").assumed())
                .containsExactly("device 'H100' is h100-sxm, the fastest of h100-pcie, h100-sxm");
    }

    @ParameterizedTest
    @CsvSource({
        "llada-8b, llada-8b",
        "meta-llama/Meta-Llama-3-8B-Instruct, llama-3-8b",
        "Qwen2.5-7B-Instruct-Q4_K_M, qwen2.5-7b",
        "TheBloke/Mistral-7B-v0.1-GPTQ, mistral-7b",
        "GSAI-ML/LLaDA-8B-Base, llada-8b"
    })
    void modelsAreFoundByTheNamesOfTheirCheckpoints(String name, String id) throws IOException {
        assertThat(new ModelNames(catalog()).find(name).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"Qwen2.5-7B-VL", "llama", "../models/llada-8b.json", "Llama-3-70B"})
    void otherModelsAreNotTakenForThem(String name) throws IOException {
        ModelNames names = new ModelNames(catalog());

        assertThatThrownBy(() -> names.find(name)).hasMessageContaining("is not in the catalogue");
    }
}
